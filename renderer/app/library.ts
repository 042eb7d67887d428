import { type Example, readExamples } from '../state/examples.ts';
import { type Lesson, parseLesson } from '../state/lesson-format.ts';

const exampleIndex = import.meta.glob<unknown>('../../assets/examples/index.json', { import: 'default', eager: true });
const exampleTexts = import.meta.glob<string>('../../assets/examples/*.yaml', {
  query: '?raw',
  import: 'default',
  eager: true,
});
const lessonFiles = import.meta.glob<unknown>('../../assets/lessons/*.json', { import: 'default', eager: true });

/** All examples of the package, in the order of their list. */
export function packagedExamples(): Example[] {
  const byName: Record<string, string> = {};
  for (const [path, text] of Object.entries(exampleTexts)) byName[path.slice(path.lastIndexOf('/') + 1)] = text;
  return readExamples(Object.values(exampleIndex)[0] ?? [], byName);
}

/** All lessons of the package, by file name; a lesson that is not well written throws. */
export function packagedLessons(): Lesson[] {
  return Object.keys(lessonFiles)
    .sort()
    .map((path) => parseLesson(lessonFiles[path]));
}
