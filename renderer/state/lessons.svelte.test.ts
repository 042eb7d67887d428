import { describe, expect, it } from 'vitest';
import written from '../../assets/lessons/kubectl-apply.json';
import { FakeSimulator } from '../testing/fake.ts';
import { findIds, isMet, matches } from './lesson-conditions.ts';
import { LessonError, parseLesson } from './lesson-format.ts';
import { Lessons } from './lessons.svelte.ts';
import { Playback } from './playback.svelte.ts';
import { Selection } from './selection.svelte.ts';
import { Session } from './session.svelte.ts';
import { memoryStore } from './storage.ts';

const settle = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0));

describe('lesson format', () => {
  it('reads the lesson of the package: seven steps with one prediction', () => {
    const lesson = parseLesson(written);
    expect(lesson.steps).toHaveLength(7);
    expect(lesson.steps.filter((step) => step.question !== null)).toHaveLength(1);
    expect(lesson.actions.get('apply')?.type).toBe('apply');
    expect(lesson.actions.get('request')).toEqual({
      type: 'sendRequest',
      fromId: 'outside',
      host: 'web.default',
      port: 80,
      path: '/',
      count: 1,
    });
  });

  it('says where a lesson is not as it should be', () => {
    expect(() => parseLesson({})).toThrow(LessonError);
    const steps = [{ ...written.spec.steps[0], perform: ['nothing'] }];
    expect(() => parseLesson({ ...written, spec: { ...written.spec, steps } })).toThrow(
      'step you: expected a script step called nothing',
    );
    const bad = [{ ...written.spec.steps[0], until: { type: 'message', tone: 'loud' } }];
    expect(() => parseLesson({ ...written, spec: { ...written.spec, steps: bad } })).toThrow(
      'spec.steps[0].until.tone',
    );
  });
});

describe('lesson', () => {
  async function begin(): Promise<{
    lessons: Lessons;
    session: Session;
    simulator: FakeSimulator;
    store: ReturnType<typeof memoryStore>;
  }> {
    const simulator = new FakeSimulator();
    const session = new Session(() => simulator, { now: () => 0, nextPicture: (callback) => callback() });
    const playback = new Playback(session);
    const store = memoryStore();
    const lessons = new Lessons(session, playback, new Selection(session), store);
    await session.request({ type: 'new', name: 'lesson', workers: 3, seed: 7 });
    lessons.begin(parseLesson(written));
    await settle();
    return { lessons, session, simulator, store };
  }

  async function watch(lessons: Lessons, simulator: FakeSimulator): Promise<void> {
    for (let i = 0; i < 400 && lessons.phase === 'watching'; i += 1) {
      simulator.advance(50);
      await settle();
    }
  }

  it('carries out its action, waits for what it tells of, and then pauses', async () => {
    const { lessons, session, simulator } = await begin();
    expect(lessons.phase).toBe('watching');
    expect(session.state?.playing).toBe(true);
    await watch(lessons, simulator);
    expect(lessons.phase).toBe('told');
    await settle();
    expect(session.state?.playing).toBe(false);
    expect(simulator.commands.filter((command) => command.type === 'act')).toHaveLength(1);
  });

  it('plays all seven steps, asks once, and is then done for good', async () => {
    const { lessons, simulator, store } = await begin();
    let asked = 0;
    for (let i = 0; i < 7; i += 1) {
      await watch(lessons, simulator);
      if (lessons.phase === 'asking') {
        asked += 1;
        lessons.answer(1);
        expect(lessons.chosen).toBe(1);
      }
      expect(lessons.phase).toBe('told');
      await lessons.next();
      await settle();
    }
    expect(asked).toBe(1);
    expect(lessons.phase).toBe('finished');
    expect(lessons.progressOf('kubectl-apply')?.isDone).toBe(true);
    expect(store.get('kubarium.lessons')).toContain('"isDone":true');
  });

  it('takes who does not wait to what the step tells of, message by message', async () => {
    const { lessons, session, simulator } = await begin();
    await lessons.next();
    expect(lessons.phase).toBe('told');
    expect(lessons.stepIndex).toBe(0);
    expect(session.now).toBeGreaterThan(0);
    expect(simulator.commands.some((command) => command.type === 'step' && command.kind === 'message')).toBe(true);
  });

  it('can be left and entered again at the same step, and goes back to where a step began', async () => {
    const { lessons, simulator } = await begin();
    await watch(lessons, simulator);
    await lessons.next();
    await settle();
    await watch(lessons, simulator);
    lessons.leave();
    expect(lessons.isShown).toBe(false);
    lessons.resume();
    expect(lessons.stepIndex).toBe(1);
    lessons.back();
    await settle();
    expect(lessons.stepIndex).toBe(0);
    expect(simulator.commands.some((command) => command.type === 'seek' && command.at === 0)).toBe(true);
    expect(simulator.commands.filter((command) => command.type === 'act')).toHaveLength(1);
  });
});

describe('lesson conditions', () => {
  const pod = { kind: 'pod', where: { title: 'web' }, not: { machineId: null } } as const;

  it('match elements by what they are, must have and must not have', async () => {
    const simulator = new FakeSimulator();
    const session = new Session(() => simulator, { now: () => 0, nextPicture: (callback) => callback() });
    await session.request({ type: 'new', name: 'x', workers: 3, seed: 1 });
    expect(findIds(session.elements, [{ kind: 'process', where: { name: 'kubelet' }, not: {} }]).size).toBe(3);
    const node = session.elements.get('node/worker-1');
    expect(node !== undefined && matches(node, pod)).toBe(false);
    const frame = session.frame;
    expect(frame !== null && isMet({ type: 'passed', micros: 5 }, session.elements, { ...frame, now: 5 }, 0)).toBe(
      true,
    );
    expect(frame !== null && isMet({ type: 'elements', query: pod, atLeast: 1 }, session.elements, frame, 0)).toBe(
      false,
    );
  });
});
