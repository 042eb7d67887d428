/**
 * A scripted simulator for tests and pictures of the interface: it speaks `sim/protocol.ts` over a small canned cluster. Not shipped.
 *
 * Virtual time follows `advance(ms)`; nothing here knows any rule of Kubernetes.
 */
import type {
  ApplyResult,
  Bookmark,
  Command,
  Detail,
  Element,
  EventRow,
  Flight,
  Frame,
  FromWorker,
  MessageDetail,
  Micros,
  OutsideCall,
  OutsideNews,
  Pace,
  SchedulingPicture,
  SessionState,
  TextProblem,
  TimelineMark,
  TimelineSkip,
  TimelineSpan,
  ToWorker,
  UserAction,
} from '../../sim/protocol.ts';
import type { SimulatorPort } from '../state/port.ts';
import { answer, fakeCluster, fakeDetail, rollout } from './fake-cluster.ts';

interface Moment {
  readonly at: Micros;
  readonly upsert: Element[];
  readonly flights: Flight[];
  readonly marks: TimelineMark[];
  readonly spans: TimelineSpan[];
  readonly skips?: TimelineSkip[];
  readonly caption: string;
}

const framesPerSecond = 30;

/** A {@link SimulatorPort} that answers every command from a script. */
export class FakeSimulator implements SimulatorPort {
  #listener: (message: FromWorker) => void = () => undefined;
  #crash: (reason: string) => void = () => undefined;
  #timer: ReturnType<typeof setInterval> | null = null;
  #seq = 0;
  #now: Micros = 0;
  #end: Micros = 0;
  #nextId = 1;
  #isEnded = false;
  #isOpen = false;
  #name = '';
  #playing = false;
  #pace: Pace = { mode: 'study', secondsPerHop: 0.7 };
  #bookmarks: Bookmark[] = [];
  #selected: string | null = null;
  #acted = 0;
  #caption = 'Nothing runs yet. The cluster is ready.';
  #script: Moment[] = [];
  #elements = new Map<string, Element>();
  #events: EventRow[] = [];
  #flights: Flight[] = [];
  #messages: MessageDetail[] = [];
  /** Every command that was received, in order. */
  readonly commands: Command[] = [];
  /** Acknowledged frames, in order. */
  readonly acks: number[] = [];
  /** What clients outside have asked for. */
  readonly outside: OutsideCall[] = [];
  /** What the state says of them. */
  serving: SessionState['serving'] = null;

  onMessage(listener: (message: FromWorker) => void): void {
    this.#listener = listener;
    queueMicrotask(() => listener({ type: 'ready' }));
  }

  onCrash(listener: (reason: string) => void): void {
    this.#crash = listener;
  }

  terminate(): void {
    this.#isEnded = true;
    if (this.#timer !== null) clearInterval(this.#timer);
    this.#timer = null;
  }

  /** Ends as a worker ends when it throws. */
  crash(reason: string): void {
    this.#crash(reason);
  }

  /** Follows the wall clock, for pictures. */
  runInRealTime(): this {
    this.#timer = setInterval(() => this.advance(1000 / framesPerSecond), 1000 / framesPerSecond);
    return this;
  }

  /** Says something to a client outside. */
  tellOutside(news: OutsideNews): void {
    this.#listener({ type: 'outside', news });
  }

  /** Lets so many real milliseconds pass. */
  advance(ms: number): void {
    if (!this.#playing) return;
    this.#goTo(this.#now + ms * this.#rate(), false);
  }

  post(message: ToWorker): void {
    if (this.#isEnded) return;
    if (message.type === 'ack') {
      this.acks.push(message.seq);
      return;
    }
    if (message.type === 'outside') {
      this.outside.push(message.call);
      return;
    }
    this.commands.push(message.command);
    queueMicrotask(() => {
      try {
        const result = this.#answer(message.command);
        this.#listener({ type: 'reply', id: message.id, ok: true, result });
      } catch (error) {
        const text = error instanceof Error ? error.message : String(error);
        this.#listener({ type: 'reply', id: message.id, ok: false, error: { message: text, problems: [] } });
      }
    });
  }

  #rate(): number {
    return this.#pace.mode === 'study'
      ? (this.#now > 360_000 && this.#now < 9_000_000 ? 20_000 : 14) / this.#pace.secondsPerHop
      : 1000 * this.#pace.factor;
  }

  #goTo(at: Micros, isJump: boolean): void {
    const from = isJump ? -1 : this.#now;
    this.#now = Math.round(at);
    this.#end = Math.max(this.#end, this.#now);
    if (isJump) this.#elements = new Map(fakeCluster(3).map((element) => [element.id, element]));
    const passed = this.#script.filter((moment) => moment.at > from && moment.at <= this.#now);
    for (const moment of passed) {
      this.#caption = moment.caption;
      for (const element of moment.upsert) this.#elements.set(element.id, element);
    }
    this.#flights = this.#script.flatMap((moment) =>
      moment.flights.filter((flight) => flight.sentAt <= this.#now && flight.arrivesAt >= this.#now),
    );
    this.#tell(
      isJump,
      isJump ? [...this.#elements.values()] : passed.flatMap((moment) => moment.upsert),
      isJump ? this.#script.filter((moment) => moment.at <= this.#end) : passed,
    );
  }

  #tell(reset: boolean, upsert: Element[], moments: readonly Moment[]): void {
    this.#seq += 1;
    const frame: Frame = {
      seq: this.#seq,
      now: this.#now,
      rate: this.#playing ? this.#rate() : 0,
      revision: 1200 + Math.floor(this.#now / 40_000),
      caption: this.#caption,
      reset,
      upsert,
      remove: [],
      flights: this.#flights,
      stages: [],
      marks: moments.flatMap((moment) => moment.marks),
      spans: moments.flatMap((moment) => moment.spans),
      skips: moments.flatMap((moment) => moment.skips ?? []),
      session: this.#state(),
      detail: this.#detail(),
      console: [],
    };
    this.#listener({ type: 'frame', frame });
  }

  #detail(): Detail | null {
    const element = this.#selected === null ? undefined : this.#elements.get(this.#selected);
    return element === undefined ? null : fakeDetail(element, this.#now);
  }

  #state(): SessionState {
    return {
      name: this.#name,
      isOpen: this.#isOpen,
      playing: this.#playing,
      pace: this.#pace,
      computedUntil: this.#end,
      epochMs: 0,
      kubernetesVersion: '1.37',
      canUndo: this.#acted > 0,
      canRedo: false,
      bookmarks: this.#bookmarks,
      branches: this.#isOpen ? [{ id: 'main', name: 'main', parentId: null, forkedAt: 0, isCurrent: true }] : [],
      skipped: '',
      isSettled: false,
      serving: this.serving,
    };
  }

  #answer(command: Command): unknown {
    switch (command.type) {
      case 'new':
      case 'open':
        this.#open(command.name);
        return command.type === 'open' ? { notice: '' } : null;
      case 'save':
        return { text: JSON.stringify({ kind: 'Session', name: this.#name }), name: this.#name };
      case 'close':
        this.#isOpen = false;
        this.#playing = false;
        this.#tell(true, [], []);
        return null;
      case 'act':
        return this.#act(command.action);
      case 'check':
        return { applied: [], problems: command.files.flatMap((file) => problemsOf(file.name, file.text)) };
      case 'play':
      case 'pause':
        this.#playing = command.type === 'play';
        this.#tell(false, [], []);
        return null;
      case 'pace':
        this.#pace = command.pace;
        this.#tell(false, [], []);
        return null;
      case 'step':
        this.#goTo(this.#script.find((moment) => moment.at > this.#now)?.at ?? this.#now, false);
        return { now: this.#now };
      case 'seek':
        this.#goTo(command.at, true);
        return { now: this.#now };
      case 'bookmark': {
        const bookmark = { id: `b${this.#nextId++}`, at: this.#now, title: command.title };
        this.#bookmarks = [...this.#bookmarks, bookmark];
        this.#tell(false, [], []);
        return bookmark;
      }
      case 'removeBookmark':
        this.#bookmarks = this.#bookmarks.filter((bookmark) => bookmark.id !== command.id);
        this.#tell(false, [], []);
        return null;
      case 'select':
        this.#selected = command.elementId;
        this.#tell(false, [], []);
        return null;
      case 'message':
        return this.#messages.find((message) => message.id === command.id) ?? null;
      case 'messages':
        return this.#messages
          .filter((message) => command.before === null || message.id < command.before)
          .slice(0, command.limit);
      case 'events':
        return this.#events.slice(0, command.limit);
      case 'kubectl':
        return { job: '', chunks: [{ job: 'at-once', stream: 'exit', text: '0' }] };
      case 'complete':
        return { from: command.cursor, candidates: [] };
      case 'scheduling':
        return fakeScheduling();
      case 'placement':
        return { placement: null, note: '' };
      case 'remedies':
      case 'dryRun':
      case 'checkSchedulerConfiguration':
        return [];
      case 'schedulerConfiguration':
        return { text: '', isDefault: true };
      case 'stop':
      case 'undo':
      case 'redo':
      case 'switchBranch':
      case 'interrupt':
      case 'typeInto':
        return null;
    }
  }

  #open(name: string): void {
    this.#isOpen = true;
    this.#name = name;
    this.#now = 0;
    this.#end = 0;
    this.#script = [];
    this.#events = [];
    this.#messages = [];
    this.#bookmarks = [];
    this.#acted = 0;
    this.#selected = null;
    this.#caption = 'The cluster is ready. Nothing of yours runs in it yet.';
    this.#elements = new Map(fakeCluster(3).map((element) => [element.id, element]));
    this.#tell(true, [...this.#elements.values()], []);
  }

  #act(action: UserAction): ApplyResult {
    if (action.type === 'scale' && action.replicas > 100) {
      throw new Error(
        'Deployment.apps "web" is invalid: spec.replicas: Invalid value: must be at most 100 in this fixture',
      );
    }
    this.#acted += 1;
    if (action.type === 'sendRequest') {
      this.#script = [...this.#script, answer(this.#now, () => this.#nextId++)];
    }
    if (action.type !== 'apply') {
      this.#add([{ at: this.#now, lane: 'user', text: textOf(action), id: this.#nextId++, elementId: '' }]);
      return { applied: [], problems: [] };
    }
    const problems = action.files.flatMap((file) => problemsOf(file.name, file.text));
    const { moments, messages, events } = rollout(this.#now, () => this.#nextId++, action.files[0]?.name ?? 'web.yaml');
    this.#script = [...this.#script, ...moments];
    this.#messages = [...messages].reverse();
    this.#events = events;
    const now = moments.filter((moment) => moment.at <= this.#now);
    this.#tell(false, [], now);
    return { applied: [{ elementId: 'deployments/default/web', text: 'deployment.apps/web created' }], problems };
  }

  #add(marks: TimelineMark[]): void {
    const moment = { at: this.#now, upsert: [], flights: [], marks, spans: [], caption: this.#caption };
    this.#script = [...this.#script, moment];
    this.#tell(false, [], [moment]);
  }
}

/** A scheduler that has nothing to do. */
function fakeScheduling(): SchedulingPicture {
  const nodes = { total: 0, first: 0, rows: [], cpuMax: 0, memoryMax: 0, chosen: null };
  return { nodes, queue: [], last: null, decidedAt: null, profiles: ['default-scheduler'], isConfigured: false };
}

function textOf(action: Exclude<UserAction, { type: 'apply' }>): string {
  switch (action.type) {
    case 'scale':
      return `scale to ${action.replicas}`;
    case 'setImage':
      return `set image ${action.image}`;
    case 'power':
      return action.on ? 'power on' : 'power off';
    case 'cordon':
      return action.on ? 'cordon' : 'uncordon';
    case 'delete':
      return 'delete';
    case 'configureScheduler':
      return 'configure the scheduler';
    case 'sendRequest':
      return `GET ${action.host}${action.path}`;
  }
}

/** Finds the two mistakes that the tests make. */
function problemsOf(file: string, text: string): TextProblem[] {
  return text.split('\n').flatMap((line, index): TextProblem[] => {
    const column = line.search(/\bkidn:|replicas: three/);
    if (column === -1) return [];
    const message = line.includes('kidn')
      ? 'error validating data: unknown field "kidn"'
      : 'Deployment in version "v1" cannot be handled as a Deployment: json: cannot unmarshal string into Go struct field DeploymentSpec.spec.replicas of type int32';
    return [{ file, line: index + 1, column: column + 1, message, severity: 'error' }];
  });
}
