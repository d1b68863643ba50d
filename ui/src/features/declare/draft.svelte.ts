import type { DetectionMethod, Kind, PersonId, ServiceId, SeverityId } from '$backend/bindings';

/** What stands in the dialog. */
export interface Draft {
  title: string;
  severity: SeverityId | null;
  services: { id: ServiceId; name: string }[];
  /** Typed and not yet taken as a service. */
  service: string;
  kind: Kind;
  /** Undefined: whoever declares; null: nobody yet. */
  manager: PersonId | null | undefined;
  /** As typed; Rust reads it. */
  impact: string;
  detection: DetectionMethod | null;
  private: boolean;
  drill: boolean;
}

const empty = (drill: boolean): Draft => ({
  title: '',
  severity: null,
  services: [],
  service: '',
  kind: 'external',
  manager: undefined,
  impact: '',
  detection: null,
  private: false,
  drill
});

/** Outlives the dialog: whoever closes it by mistake finds everything again. It goes when it was declared. */
export const draft = $state<Draft>(empty(false));

export function clearDraft(drill = false): void {
  Object.assign(draft, empty(drill));
}

/** Whether anything stands in it that a person would miss. */
export const begun = (): boolean =>
  draft.title.trim() !== '' || draft.services.length > 0 || draft.impact !== '' || draft.severity !== null;
