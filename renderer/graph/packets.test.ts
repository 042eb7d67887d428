import { describe, expect, test } from 'vitest';
import type { Flight } from '../../sim/protocol.ts';
import { FlightLog, deathMs, lingerMs } from './flight-log.ts';
import { burstFrom, flagWords, flagsMax, glyphsMax, planPackets, progressOf } from './packets.ts';
import type { PacketPlan, PacketQuestion } from './packets.ts';
import { polyline } from './polyline.ts';
import { flight } from './testing/clusters.ts';

const way = polyline([
  { x: 0, y: 0 },
  { x: 100, y: 0 },
]);

function plan(flights: readonly Flight[], over: Partial<PacketQuestion> = {}): PacketPlan {
  return planPackets({
    progress: flights.map((each) => ({ flight: each, t: 0.5, alpha: 1 })),
    route: () => way,
    related: null,
    hoveredId: null,
    farWay: null,
    ...over,
  });
}

describe('how far a message has come', () => {
  test('is its share of the time between sending and arrival', () => {
    const one = flight(1, 'read', 'a', 'b', { sentAt: 1000, arrivesAt: 3000 });
    expect([0, 1500, 3000, 9000].map((now) => progressOf(one, now))).toEqual([0, 0.25, 1, 1]);
  });

  test('jumps where sending and arrival are one instant', () => {
    const one = flight(1, 'read', 'a', 'b', { sentAt: 1000, arrivesAt: 1000 });
    expect([progressOf(one, 999), progressOf(one, 1000)]).toEqual([0, 1]);
  });
});

describe('what is drawn of all that flies', () => {
  test('as many as make a burst become one stream with their number', () => {
    const alike = Array.from({ length: burstFrom }, (_, index) => flight(index, 'watch', 'a', 'b'));
    expect(plan(alike.slice(1)).packets).toHaveLength(burstFrom - 1);
    const { packets, bursts } = plan(alike);
    expect(packets).toHaveLength(0);
    expect(bursts).toMatchObject([{ count: burstFrom, tone: 'watch' }]);
  });

  test('a flight that stands for many is a stream too', () => {
    expect(plan([flight(1, 'app', 'a', 'b', { count: 212 })]).bursts).toMatchObject([{ count: 212 }]);
  });

  test('requests and answers on one wire are not alike', () => {
    const both = Array.from({ length: 8 }, (_, index) =>
      flight(index, 'read', 'a', 'b', { isAnswer: index % 2 === 0 }),
    );
    expect(plan(both).packets).toHaveLength(8);
  });

  test('never more glyphs than the limit, related ones first', () => {
    const many = Array.from({ length: glyphsMax + 50 }, (_, index) => flight(index, 'read', `from ${index}`, 'b'));
    const { packets } = plan(many, { related: new Set(['from 3']) });
    expect(packets).toHaveLength(glyphsMax);
    expect(packets[0]?.flight.fromId).toBe('from 3');
  });

  test('at most five flags, and only on related packets', () => {
    const some = Array.from({ length: 30 }, (_, index) =>
      flight(index, 'read', `from ${index}`, index < 9 ? 'pod' : 'b'),
    );
    const flagged = plan(some, { related: new Set(['pod']) }).packets.filter((packet) => packet.flag !== '');
    expect(flagged).toHaveLength(flagsMax);
    expect(flagged.every((packet) => packet.flight.toId === 'pod')).toBe(true);
  });

  test('one flag a wire, for the message that has flown longest', () => {
    const two = [flight(1, 'write', 'a', 'b', { sentAt: 20 }), flight(2, 'read', 'b', 'a', { sentAt: 10 })];
    expect(
      plan(two)
        .packets.filter((packet) => packet.flag !== '')
        .map((packet) => packet.flight.id),
    ).toEqual([2]);
  });

  test('fewer flags while nothing is selected', () => {
    const some = Array.from({ length: 6 }, (_, index) => flight(index, 'read', `from ${index}`, 'b'));
    expect(plan(some).packets.filter((packet) => packet.flag !== '')).toHaveLength(3);
    expect(plan(some).flagsLeft).toBe(0);
  });

  test('a hovered packet always has its flag', () => {
    const some = Array.from({ length: 30 }, (_, index) => flight(index, 'read', `from ${index}`, 'b'));
    const { packets } = plan(some, { hoveredId: 7 });
    expect(packets.filter((packet) => packet.flag !== '').map((packet) => packet.flight.id)).toEqual([7]);
  });

  test('a message that dies ends on its way and says why', () => {
    const dying = flight(1, 'cri', 'a', 'b', { diedOf: 'no route' });
    const { packets } = plan([], { progress: [{ flight: dying, t: 1, alpha: 1 }] });
    expect(packets[0]).toMatchObject({ isDead: true, flag: 'no route' });
    expect(packets[0]?.place.x).toBeLessThan(100);
  });

  test('messages without a way are not drawn', () => {
    expect(plan([flight(1, 'read', 'a', 'b')], { route: () => null }).packets).toHaveLength(0);
  });

  test('far away, messages of a tone share one stream', () => {
    const some = [flight(1, 'read', 'a', 'b'), flight(2, 'read', 'c', 'b')];
    expect(plan(some, { farWay: () => ({ key: 'reads', way }) }).bursts).toMatchObject([{ count: 2 }]);
  });
});

test('a flag says the status of an answer and how many there are', () => {
  expect(flagWords(flight(1, 'read', 'a', 'b', { label: 'pods', isAnswer: true, status: 200 }))).toBe('200 pods');
  expect(flagWords(flight(1, 'watch', 'a', 'b', { label: 'MODIFIED pod', count: 3 }))).toBe('MODIFIED pod ×3');
});

describe('messages that have ended', () => {
  test('linger at their end, the dead ones longer', () => {
    const log = new FlightLog();
    log.set([flight(1, 'read', 'a', 'b'), flight(2, 'cri', 'a', 'b', { diedOf: 'no route' })]);
    expect(log.progress(500, 0).map((each) => each.t)).toEqual([0.5, 0.5]);
    log.set([]);
    expect(log.progress(1500, 0)).toHaveLength(2);
    expect(log.progress(1500, lingerMs + 1).map((each) => each.flight.id)).toEqual([2]);
    expect(log.progress(1500, deathMs + 1)).toHaveLength(0);
    expect(log.isEmpty).toBe(true);
  });

  test('are forgotten when time goes back', () => {
    const log = new FlightLog();
    log.set([flight(1, 'read', 'a', 'b')]);
    log.progress(2000, 0);
    log.set([]);
    expect(log.progress(100, 1)).toHaveLength(0);
  });

  test('do not linger twice while the frame still lists them', () => {
    const log = new FlightLog();
    log.set([flight(1, 'read', 'a', 'b')]);
    log.progress(2000, 0);
    expect(log.progress(2000, lingerMs + 1)).toHaveLength(0);
    expect(log.progress(2000, lingerMs + 2)).toHaveLength(0);
  });
});
