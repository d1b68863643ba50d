import type { ChecklistView, PersonId, Room } from '$backend/bindings';

export const listKey = (list: ChecklistView): string => `${list.stage} ${list.role}`;

/** The list to show before anybody chooses: of the present stage, mine, else the first; else the latest of mine. */
export function ownFirst(lists: ChecklistView[], room: Room, me: PersonId): ChecklistView | undefined {
  const held = new Set(
    room.roles.filter((role) => role.holders.some((holder) => holder.person === me)).map((role) => role.role)
  );
  const now = lists.filter((list) => list.stage === room.stage);
  return (
    now.find((list) => held.has(list.role)) ?? now[0] ?? lists.findLast((list) => held.has(list.role)) ?? lists.at(-1)
  );
}
