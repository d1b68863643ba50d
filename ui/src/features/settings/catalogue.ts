import type { SeverityView } from '$backend/bindings';
import { words as aside } from '$text/aside';
import { words as actionItems } from '$text/actions';
import { words as board } from '$text/board';
import { words as brief } from '$text/brief';
import { words as comms } from '$text/comms';
import { words as customers } from '$text/customers';
import { words as inbox } from '$text/inbox';
import { words as meeting } from '$text/meeting';
import { words as presentation } from '$text/presentation';
import { words as review } from '$text/review';
import { words as reviewProcess } from '$text/review-process';
import { words as room } from '$text/room';
import { words as actionWords } from '$text/room-actions';
import { words as panel } from '$text/room-panel';
import { words as timeline } from '$text/room-timeline';

/** An action and its usual keys, as the screen that offers it registers it. */
export interface Bound {
  id: string;
  name: string;
  group: string;
  keys?: string | undefined;
}

/**
 * The keys of the other screens, which are not on screen while somebody is in Settings. The words are those screens'
 * own; ids and keys stand here a second time, and a journey compares them with what the screens register.
 */
export function elsewhere(severities: SeverityView[]): Bound[] {
  const named = severities.slice(0, 3).map(({ severity }, index) => ({ keys: String(index + 1), ...severity }));
  const { groups, actions } = room;
  const audiences = ['public', 'customers', 'executives', 'employees', 'social'] as const;
  const glyphs = timeline.glyphs;
  return [
    ...of(board.keys.group, [
      ['board.down', board.keys.down, 'j'],
      ['board.up', board.keys.up, 'k'],
      ['board.open', board.keys.open, 'Enter'],
      ['board.peek', board.keys.peek, 'Space'],
      ['board.filter', board.keys.filter, '/'],
      ['board.new', board.showNew, '.'],
      ['board.reviews', board.keys.reviews, 'v'],
      ...named.map(({ keys, name }): Line => [`board.classify.${keys}`, board.keys.classify(name), keys])
    ]),
    ...of(groups.incident, [
      ['incident.room', actions.warRoom, 'w'],
      ['room.update', actions.update, 'u'],
      ['room.unchanged', actions.unchanged, 'Shift+u'],
      ['incident.customers', actions.customers, 'l'],
      ['incident.log', actions.logCall, 'Shift+l'],
      ['incident.brief', actions.brief, 'b'],
      ['incident.review', actions.review, 'v'],
      ...named.map(({ rank, name }): Line => [`room.classify.${rank}`, actions.classifyAs(name), String(rank)]),
      ['room.channel', actions.copyChannel, 'y'],
      ['room.bridge', actions.copyBridge, 'Shift+y'],
      ['room.impact', actions.impact, 'i'],
      ['room.action', actions.action, 'Shift+t'],
      ['room.retitle', actions.retitle, 'e'],
      ['room.undo', actions.undo, '$mod+z'],
      ['room.tab.now', actions.tab(panel.now), 'Alt+1'],
      ['room.tab.decisions', actions.tab(panel.decisions), 'Alt+2'],
      ['room.tab.tasks', actions.tab(panel.tasks), 'Alt+3'],
      ['room.tab.facts', actions.tab(panel.facts), 'Alt+4']
    ]),
    ...of(comms.screen, [
      ['comms.act', comms.act, '$mod+Enter'],
      ['comms.finding', comms.nextFinding, 'F8'],
      ...audiences.map((each, nth): Line => [
        `comms.audience.${each}`,
        comms.keys.audience(comms.audience[each]),
        `Alt+${nth + 1}`
      ]),
      ['comms.write', comms.keys.write, 'i'],
      ['comms.copy', comms.keys.copy, 'y'],
      ['comms.subject', comms.keys.subject, 'Shift+y'],
      ['comms.posted', comms.keys.posted, 'p'],
      ['comms.approve', comms.keys.approve, 'a'],
      ['comms.sendBack', comms.keys.sendBack, 's'],
      ['comms.edit', comms.keys.edit, 'e'],
      ['comms.down', comms.keys.down, 'j'],
      ['comms.up', comms.keys.up, 'k'],
      ['comms.another', comms.another, 'n'],
      ['comms.elsewhere', comms.elsewhere, 't'],
      ['comms.fresh', comms.fresh, 'Shift+e'],
      ['comms.aside', aside.key, 'Shift+i'],
      ['comms.enter', comms.keys.enter, 'f'],
      ['comms.leaveOut', comms.leaveOut, 'x'],
      ['comms.askFor', comms.keys.askFor, 'q'],
      ['comms.preview', comms.keys.preview, 'v']
    ]),
    ...of(customers.screen, [
      ['customers.log', customers.log, 'Shift+l'],
      ['customers.add', customers.add, 'a'],
      ['customers.many', customers.many.act, 'Shift+a'],
      ['customers.down', customers.keys.down, 'j'],
      ['customers.up', customers.keys.up, 'k'],
      ['customers.report', customers.acts.report, 'r'],
      ['customers.offer', customers.acts.offer, 'o'],
      ['customers.promise', customers.acts.promise, 'p'],
      ['customers.ask', customers.acts.ask, 'q'],
      ['customers.edit', customers.edit.act, 'e'],
      ['customers.keep', customers.keys.keep, 'x'],
      ['customers.move', customers.keys.move, 'm'],
      ['customers.copy', customers.keys.copy, 'y'],
      ['customers.copyTold', customers.keys.copyTold, 'Shift+y']
    ]),
    ...of(brief.screen, [
      ['brief.copy', brief.copy, 'y'],
      ['brief.pdf', brief.pdf, 'Shift+p'],
      ['brief.ask', brief.ask, 'a'],
      ['brief.hand', brief.hand, 'h'],
      ['brief.answer', brief.answerFirst, 'r']
    ]),
    ...of(meeting.screen, [
      ['meeting.begin', meeting.keys.begin, '$mod+Enter'],
      ['meeting.down', meeting.keys.down, 'j'],
      ['meeting.up', meeting.keys.up, 'k'],
      ['meeting.turn', meeting.keys.turn, 'Enter'],
      ['meeting.next', meeting.keys.next, 'n'],
      ['meeting.ask', meeting.keys.ask, 'q'],
      ['meeting.decide', meeting.keys.decide, 'd'],
      ['meeting.raise', meeting.keys.raise, 't'],
      ['meeting.attend', meeting.keys.attend, 'a'],
      ['meeting.answer', meeting.answerFirst, 'r'],
      ['meeting.end', meeting.keys.end, 'Shift+e']
    ]),
    ...of(review.screen, [
      ['review.finding', review.keys.finding, 'F8'],
      ['review.cite', review.keys.cite, '$mod+e'],
      ['review.onward', reviewProcess.keys.onward, '$mod+Enter'],
      ['review.owner', reviewProcess.keys.owner, 'o'],
      ['review.facilitator', reviewProcess.keys.facilitator, 'f'],
      ['review.meeting', meeting.keys.open, 'm'],
      ['review.present', presentation.keys.open, 'p'],
      ['review.participant', reviewProcess.keys.participant, 'a'],
      ['review.date', reviewProcess.keys.date, 'd'],
      ['review.remark', review.keys.nextRemark, 'F9'],
      ['review.aside', aside.key, 'Shift+i'],
      ['review.twice', review.keys.twice, 'F7'],
      ['review.twice.1', review.twiceTake.ours, '1'],
      ['review.twice.2', review.twiceTake.theirs, '2'],
      ['review.twice.3', review.twiceTake.merged, '3'],
      ['review.comment', review.keys.comment, '$mod+Alt+m'],
      ['review.suggest', review.keys.suggest, '$mod+Alt+s'],
      ['review.accept', review.keys.accept, 'Shift+a'],
      ['review.down', review.keys.turnDown, 'Shift+x'],
      ['review.answer', review.keys.answer, 'Shift+r'],
      ['review.resolve', review.keys.resolve, 'Shift+e']
    ]),
    ...of(presentation.screen, [
      ['present.next', presentation.keys.next, 'ArrowRight'],
      ['present.previous', presentation.keys.previous, 'ArrowLeft'],
      ['present.next.page', presentation.keys.next, 'PageDown'],
      ['present.previous.page', presentation.keys.previous, 'PageUp'],
      ['present.first', presentation.keys.first, 'Home'],
      ['present.last', presentation.keys.last, 'End'],
      ['present.print', presentation.keys.print, 'p']
    ]),
    ...of(groups.people, [
      ['room.role', actions.role, 'r'],
      ['room.tick', actions.tick, 'x']
    ]),
    ...of(groups.timeline, [
      ['room.write.note', actions.write(glyphs.note), 'n'],
      ['room.write.decision', actions.write(glyphs.decision), 'd'],
      ['room.write.task', actions.write(glyphs.task), 't'],
      ['room.write.fix_later', actions.write(glyphs.fix_later), 'f'],
      ['timeline.key', actions.key, 'k'],
      ['timeline.down', actions.down, 'j'],
      ['timeline.up', actions.up, 'Shift+j'],
      ['timeline.pin', actions.pin, 'p'],
      ['timeline.newest', actions.newest, '.']
    ]),
    ...of(inbox.keys.group, [
      ['inbox.down', inbox.keys.down, 'j'],
      ['inbox.up', inbox.keys.up, 'k'],
      ['inbox.open', inbox.keys.open, 'Enter'],
      ['inbox.markAll', inbox.keys.markAll, 'Shift+m']
    ]),
    ...of(actionItems.keys.group, [
      ['actions.down', actionItems.keys.down, 'j'],
      ['actions.up', actionItems.keys.up, 'k'],
      ['actions.open', actionItems.keys.open, 'Enter'],
      ['actions.finish', actionItems.keys.finish, 'x'],
      ['actions.begin', actionItems.keys.begin, 'd'],
      ['actions.reach.down', actionItems.keys.reach, 'Shift+j'],
      ['actions.reach.up', actionItems.keys.reachUp, 'Shift+k'],
      ['actions.own', actionItems.keys.own, 'a'],
      ...(['high', 'medium', 'low'] as const).map((priority, nth): Line => [
        `actions.grade.${priority}`,
        actionItems.keys.grade(actionWords.priorities[priority]),
        String(nth + 1)
      ]),
      ['actions.remind', actionItems.keys.remind, 'y'],
      ['actions.filter', actionItems.keys.filter, '/']
    ])
  ];
}

type Line = [id: string, name: string, keys: string];
const of = (group: string, lines: Line[]): Bound[] => lines.map(([id, name, keys]) => ({ id, name, group, keys }));
