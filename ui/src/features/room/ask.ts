import type {
  ActionType,
  ActionView,
  DecisionView,
  EntryRef,
  ImpactAspect,
  Line,
  LinkKind,
  Point,
  RoleId,
  ServiceId,
  ServiceView,
  SeverityId,
  Stage
} from '$backend/bindings';
import type { Source } from './sources';

/** What a dialog asks the person. One at a time; the war room opens it, the dialog carries out the command. */
export type Ask =
  | { what: 'classify'; severity?: SeverityId }
  | { what: 'stage'; stage: Stage; gate?: string }
  | { what: 'link'; link: LinkKind }
  | { what: 'role'; role?: RoleId; service?: ServiceId }
  | { what: 'service' }
  | { what: 'impact'; aspect?: ImpactAspect }
  | { what: 'mitigate' }
  | { what: 'decide'; decision?: DecisionView; supersedes?: DecisionView }
  | { what: 'raise' }
  | {
      what: 'action';
      action?: ActionView;
      from?: Source;
      text?: string;
      kind?: ActionType;
      onraised?: (action: EntryRef) => void;
    }
  | { what: 'drop'; action: ActionView }
  | { what: 'revisit'; decision: DecisionView }
  | { what: 'point'; point: Point }
  | { what: 'correct'; line: Line }
  | { what: 'redate'; line: Line }
  | { what: 'withdraw'; service: ServiceView }
  | { what: 'grant' }
  | { what: 'erase' };
