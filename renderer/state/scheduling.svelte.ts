import type {
  DryRun,
  ManifestFile,
  Micros,
  Placement,
  PlacementAnswer,
  RemedyRow,
  SchedulingPicture,
} from '../../sim/protocol.ts';
import type { Selection } from './selection.svelte.ts';
import type { Session } from './session.svelte.ts';

/** While time runs the picture is asked for so often at most, and takes no more than a part of the time. */
const gapMs = 120;
const gapFactor = 4;
const urgentGapMs = 30;
const placingGapFactor = 12;

/** Who looks: the view wants nodes, the inspector the selected pod alone. */
export type Viewer = 'view' | 'inspector';

/**
 * What is known of the scheduler as of the session's clock: its queue, its nodes, and how the pod in focus was placed.
 *
 * It asks while somebody looks, after frames and not more often than answers come.
 */
export class Scheduling {
  readonly #session: Session;
  readonly #selection: Selection;
  readonly #report: (error: unknown) => void;
  readonly #viewers = new Map<Viewer, () => void>();
  #picture = $state.raw<SchedulingPicture | null>(null);
  #answer = $state.raw<PlacementAnswer | null>(null);
  #answeredFor = $state('');
  #remedies = $state.raw<readonly RemedyRow[] | null>(null);
  #answeredKey = '';
  #remediesFor = '';
  #dry = $state.raw<readonly DryRun[] | null>(null);
  #dryIndex = $state(0);
  #window = { first: 0, count: 0 };
  #decisionAt = $state<Micros | null>(null);
  #decisionFor: string | null = null;
  #isAsking = false;
  #isPlacing = false;
  #wantsMore = false;
  #soon: ReturnType<typeof setTimeout> | undefined;
  #lastMs = 0;
  #costMs = 0;
  #placedMs = 0;
  #placingCostMs = 0;
  #endListening: (() => void) | null = null;

  /** @param report shows an error that nothing nearer could show */
  constructor(session: Session, selection: Selection, report: (error: unknown) => void) {
    this.#session = session;
    this.#selection = selection;
    this.#report = report;
  }

  get picture(): SchedulingPicture | null {
    return this.#picture;
  }

  /** The selected pod, else the one that was decided about last and that is known of. */
  get focusId(): string | null {
    return this.#selectedId ?? (this.#answeredFor === '' ? null : this.#answeredFor);
  }

  get #selectedId(): string | null {
    const id = this.#selection.elementId;
    return id?.startsWith('pods/') === true ? id : null;
  }

  /** How the pod in focus was placed, or what is asked of the rehearsal. */
  get placement(): Placement | null {
    return this.#dry === null ? (this.answer?.placement ?? null) : (this.#dry[this.#dryIndex]?.placement ?? null);
  }

  /** What is known of the pod in focus; `null` until it has been answered. */
  get answer(): PlacementAnswer | null {
    return this.#answeredFor === this.focusId ? this.#answer : null;
  }

  /** What would make the pod in focus fit; `null` until it has been answered. */
  get remedies(): readonly RemedyRow[] | null {
    return this.#answeredFor === this.focusId ? this.#remedies : null;
  }

  /** Where the pods of some files would go; `null` when nothing is being tried. */
  get dry(): readonly DryRun[] | null {
    return this.#dry;
  }

  get dryIndex(): number {
    return this.#dryIndex;
  }
  set dryIndex(index: number) {
    this.#dryIndex = index;
  }

  /** Instant of the decision that is looked at; `null`: the last one up to now. */
  get decisionAt(): Micros | null {
    return this.#decisionFor === this.#selectedId ? this.#decisionAt : null;
  }

  /** Looks at an earlier decision about the selected pod; the clock stays where it is. */
  lookAt(at: Micros | null): void {
    this.#decisionAt = at;
    this.#decisionFor = this.#selectedId;
    this.#askSoon(true);
  }

  /** Somebody begins to look; returns what ends it. */
  watch(viewer: Viewer): () => void {
    this.#endListening ??= this.#session.onFrame((frame) => {
      if (frame.reset) this.#forget();
      this.#askSoon();
    });
    const end = (): void => {
      if (this.#viewers.get(viewer) !== end) return;
      this.#viewers.delete(viewer);
      if (this.#viewers.size > 0) return;
      this.#endListening?.();
      this.#endListening = null;
      clearTimeout(this.#soon);
      this.#soon = undefined;
    };
    this.#viewers.set(viewer, end);
    this.#askSoon();
    return end;
  }

  /** The nodes in sight have changed. */
  look(first: number, count: number): void {
    if (first === this.#window.first && count === this.#window.count) return;
    this.#window = { first, count };
    this.#askSoon(true);
  }

  /** Something that is looked at may be another thing now. */
  refresh(): void {
    if (this.#decisionFor !== this.#selectedId) this.#decisionAt = null;
    this.#askSoon(true);
  }

  /** Asks where the pods of files would go; nothing is created. */
  async rehearse(files: readonly ManifestFile[]): Promise<void> {
    const dry = await this.#session.request({ type: 'dryRun', files: [...files] });
    this.#dryIndex = 0;
    this.#dry = dry;
  }

  endRehearsal(): void {
    this.#dry = null;
  }

  /** The clock was set, or another cluster is open: what was decided may be decided otherwise. */
  #forget(): void {
    this.#dry = null;
    this.#answeredKey = '';
    this.#remediesFor = '';
  }

  #forgetAnswer(): void {
    this.#answer = null;
    this.#answeredFor = '';
    this.#answeredKey = '';
  }

  /** @param isUrgent somebody waits for it with their hand on the mouse */
  #askSoon(isUrgent = false): void {
    if (this.#viewers.size === 0 || !this.#session.isOpen) return;
    if (this.#isAsking) {
      this.#wantsMore = true;
      return;
    }
    if (isUrgent) {
      clearTimeout(this.#soon);
      this.#soon = undefined;
    }
    const gap = isUrgent ? urgentGapMs : Math.max(gapMs, this.#costMs * gapFactor);
    this.#soon ??= setTimeout(
      () => {
        this.#soon = undefined;
        void this.#ask();
      },
      Math.max(0, this.#lastMs + gap - performance.now()),
    );
  }

  async #ask(): Promise<void> {
    if (this.#session.crash !== null || !this.#session.isOpen) return;
    this.#isAsking = true;
    this.#wantsMore = false;
    const begun = performance.now();
    await this.#guarded(async () => {
      const { first, count } = this.#viewers.has('view') ? this.#window : { first: 0, count: 0 };
      const elementId = this.#selectedId;
      this.#picture = await this.#session.request({ type: 'scheduling', first, count, elementId });
    });
    this.#isAsking = false;
    this.#lastMs = performance.now();
    this.#costMs = this.#lastMs - begun;
    if (!this.#isPlacing) void this.#place();
    if (this.#wantsMore) this.#askSoon();
  }

  /** Runs what is asked of the simulator; that the cluster was closed meanwhile is no error. */
  async #guarded(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (this.#session.isOpen && this.#session.crash === null) this.#report(error);
    }
  }

  /** Asks how the pod in focus was placed, when that may be another way than is known. */
  async #place(): Promise<void> {
    const picture = this.#picture;
    if (picture === null) return;
    const selected = this.#selectedId;
    const focus = selected ?? picture.last?.elementId ?? null;
    if (focus === null) {
      this.#forgetAnswer();
      return;
    }
    const at = selected === null ? null : this.#decisionAt;
    const decidedAt = at ?? (selected === null ? (picture.last?.at ?? null) : picture.decidedAt);
    // What has been decided stays as it is; what has not is worked out anew with each change.
    const key = `${focus} ${decidedAt ?? `at ${this.#session.frame?.revision ?? 0}`}`;
    this.#isPlacing = true;
    await this.#guarded(async () => {
      if (key !== this.#answeredKey && !this.#isTooDear()) await this.#askPlacement(focus, at, key);
      if (key === this.#answeredKey) await this.#askRemedies(focus, key);
    });
    this.#isPlacing = false;
    if (selected !== this.#selectedId || (selected !== null && at !== this.#decisionAt)) this.#askSoon(true);
  }

  async #askPlacement(focus: string, at: Micros | null, key: string): Promise<void> {
    const begun = performance.now();
    const answer = await this.#session.request({ type: 'placement', elementId: focus, at });
    this.#placedMs = performance.now();
    this.#placingCostMs = this.#placedMs - begun;
    if (this.#selectedId !== null && this.#selectedId !== focus) return;
    this.#answeredKey = key;
    this.#answer = answer;
    this.#answeredFor = focus;
    this.#remedies = null;
  }

  /** Looking back takes the time of those who let time fly: they see one decision now and then. */
  #isTooDear(): boolean {
    const { state } = this.#session;
    if (state?.playing !== true || state.pace.mode === 'study') return false;
    return performance.now() - this.#placedMs < this.#placingCostMs * placingGapFactor;
  }

  /** Only of what is shown in the inspector, and of pods that fit nowhere now: it costs more than all else. */
  async #askRemedies(focus: string, key: string): Promise<void> {
    if (!this.#viewers.has('inspector') || this.#remediesFor === key) return;
    const fitsNowhere = this.#answer?.placement?.nodeName === '' && this.#decisionAt === null;
    const remedies = fitsNowhere ? await this.#session.request({ type: 'remedies', elementId: focus }) : [];
    if (this.#answeredFor !== focus) return;
    this.#remediesFor = key;
    this.#remedies = remedies;
  }
}
