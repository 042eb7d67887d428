import { describe, expect, it } from 'vitest';
import { fullImageName, imageNameProblem } from './image-reference.ts';

describe('an image name', () => {
  it.each([
    ['nginx', 'docker.io/library/nginx:latest'],
    ['nginx:1.27', 'docker.io/library/nginx:1.27'],
    ['bitnami/redis', 'docker.io/bitnami/redis:latest'],
    ['registry.k8s.io/pause:3.10', 'registry.k8s.io/pause:3.10'],
    ['localhost/app', 'localhost/app:latest'],
    ['localhost:5000/team/app:v1', 'localhost:5000/team/app:v1'],
    ['nginx@sha256:abc', 'docker.io/library/nginx@sha256:abc'],
  ])('%s is %s in full', (image, full) => {
    expect(fullImageName(image)).toBe(full);
    expect(imageNameProblem(image)).toBe('');
  });

  it('must be lowercase', () => {
    expect(imageNameProblem('Nginx:1')).toContain('repository name (library/Nginx) must be lowercase');
  });

  it('must have a tag of letters, digits, dots and dashes', () => {
    expect(imageNameProblem('nginx:a b')).toContain('invalid reference format');
  });
});
