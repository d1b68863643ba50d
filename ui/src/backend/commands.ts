/**
 * Every name the UI may call in Rust, with what goes in and what comes out. The types of the values come from
 * bindings/, which ts-rs writes; `rail` stands here by hand until its binding does.
 */
export interface Commands {
  rail: { args: Record<string, never>; result: RailView };
}

/** What the frame of the window shows on every screen. */
export interface RailView {
  workspace: string;
  /** Overdue first, then severity, then age: the order is Rust's. */
  active: ActiveIncident[];
  unread: number;
}

export interface ActiveIncident {
  id: string;
  /** `INC-5200`, or `INC-~a3f9` until it has a number. */
  label: string;
  title: string;
  severity: { rank: number; name: string } | null;
  drill: boolean;
  next_update: { due: number; span: number } | null;
}
