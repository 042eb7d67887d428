import type { TraceId } from '../../sim/protocol.ts';
import type { Disc } from './feed.ts';
import type { Session } from './session.svelte.ts';

export type InspectorTab = 'summary' | 'state' | 'object' | 'events' | 'placement' | 'why';

const nothing: ReadonlySet<string> = new Set();

/** What is selected, what is lit besides, and which message is open: one truth for every panel. */
export class Selection {
  readonly #session: Session;
  #elementId = $state<string | null>(null);
  #hoverId = $state<string | null>(null);
  #lit = $state.raw<ReadonlySet<string>>(nothing);
  #messageId = $state<TraceId | null>(null);
  #tab = $state<InspectorTab>('summary');

  constructor(session: Session) {
    this.#session = session;
  }

  get elementId(): string | null {
    return this.#elementId;
  }

  /** Element lit by a hovered step or row. */
  get hoverId(): string | null {
    return this.#hoverId;
  }
  set hoverId(id: string | null) {
    this.#hoverId = id;
  }

  get messageId(): TraceId | null {
    return this.#messageId;
  }

  get tab(): InspectorTab {
    return this.#tab;
  }
  set tab(tab: InspectorTab) {
    this.#tab = tab;
  }

  /** Elements that a lesson points at: they stay bright beside the selection. */
  get litIds(): ReadonlySet<string> {
    return this.#lit;
  }

  /** Elements that a lesson points at. */
  pointAt(ids: ReadonlySet<string>): void {
    const isSame = ids.size === this.#lit.size && [...ids].every((id) => this.#lit.has(id));
    if (!isSame) this.#lit = ids;
  }

  /** The causes of the selected element, numbered on the picture; only while its Why is open. */
  get discs(): readonly Disc[] {
    const detail = this.#session.detail;
    if (this.#tab !== 'why' || detail === null || detail.elementId !== this.#elementId) return [];
    return detail.why.steps.map((step, index) => ({ n: index + 1, elementId: step.elementId }));
  }

  /** Selects an element, or nothing; the simulator sends its detail with the next frame. */
  select(id: string | null): void {
    this.#hoverId = null;
    if (id === this.#elementId) return;
    this.#elementId = id;
    void this.#session.request({ type: 'select', elementId: id });
  }

  /** Opens a message of the trace, or closes it. */
  openMessage(id: TraceId | null): void {
    this.#messageId = id;
  }

  /** Forgets everything: another session is open. */
  clear(): void {
    this.#elementId = null;
    this.#hoverId = null;
    this.#lit = nothing;
    this.#messageId = null;
  }
}
