import type { IncidentId, LineMode } from '$backend/bindings';

interface Draft {
  mode: LineMode;
  text: string;
}

const drafts = new Map<IncidentId, Draft>();

/** What was being written in an incident when the person went elsewhere. Kept while the app runs. */
export const draftOf = (incident: IncidentId): Draft => drafts.get(incident) ?? { mode: 'note', text: '' };

export const keepDraft = (incident: IncidentId, draft: Draft): void => void drafts.set(incident, draft);
