import { describe, expect, it } from 'vitest';
import { builtInModels, modelForImage } from './models.ts';

function nameOf(image: string): string | undefined {
  return modelForImage(image, [])?.name;
}

describe('modelForImage', () => {
  it('knows images by short and full names, with any tag or digest', () => {
    for (const image of ['nginx', 'nginx:1.29-alpine', 'docker.io/library/nginx', 'nginx@sha256:00']) {
      expect([image, nameOf(image)]).toEqual([image, 'nginx']);
    }
    expect(nameOf('registry.k8s.io/pause:3.10')).toBe('pause');
    expect(nameOf('us-central1-docker.pkg.dev/online-boutique-ci/microservices-demo/frontend:v0.10.6')).toBe(
      'boutique',
    );
    expect(nameOf('us-central1-docker.pkg.dev/online-boutique-ci/microservices-demo/adservice:v0.10.6')).toBe(
      'boutique-java',
    );
    expect(nameOf('registry.example.com/team/nginx:1')).toBeUndefined();
  });

  it('prefers the models of the world, and in them the one with the tag', () => {
    const models = [
      { name: 'mine', images: ['nginx'] },
      { name: 'broken', images: ['nginx:2.0'] },
    ];
    expect(modelForImage('nginx:1.0', models)?.name).toBe('mine');
    expect(modelForImage('nginx:2.0', models)?.name).toBe('broken');
    expect(modelForImage('redis', models)?.name).toBe('redis');
  });

  it('has one model a name, and every image once', () => {
    const names = builtInModels.map((model) => model.name);
    expect(new Set(names).size).toBe(names.length);
    const images = builtInModels.flatMap((model) => model.images);
    expect(new Set(images).size).toBe(images.length);
  });
});
