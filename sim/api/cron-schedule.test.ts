import { describe, expect, it } from 'vitest';
import { CronScheduleError, parseCronSchedule } from './cron-schedule.ts';

function complaint(text: string): string {
  try {
    parseCronSchedule(text);
    return '';
  } catch (error) {
    return error instanceof CronScheduleError ? error.message : 'another error';
  }
}

describe('parseCronSchedule', () => {
  it('takes steps from the start of a range, and from a number to the end', () => {
    expect(parseCronSchedule('*/20 10/6 1-10/4 * *')).toMatchObject({
      minutes: [0, 20, 40],
      hours: [10, 16, 22],
      daysOfMonth: [1, 5, 9],
      isDayOfMonthStar: false,
      isDayOfWeekStar: true,
    });
  });

  it('knows names of months and days, in any case', () => {
    expect(parseCronSchedule('0 0 * JAN,jun mon-Fri')).toMatchObject({
      months: [1, 6],
      daysOfWeek: [1, 2, 3, 4, 5],
      isDayOfMonthStar: true,
    });
  });

  it('knows descriptors and intervals', () => {
    expect(parseCronSchedule('@hourly')).toEqual(parseCronSchedule('0 * * * *'));
    expect(parseCronSchedule('@every 1h30m')).toEqual({ type: 'every', seconds: 5400 });
    expect(complaint('@sometimes')).toBe('unrecognized descriptor: @sometimes');
  });

  it('says what is wrong in the words of the parser', () => {
    expect(complaint('61 * * * *')).toBe('end of range (61) above maximum (59): 61');
    expect(complaint('* * 0 * *')).toBe('beginning of range (0) below minimum (1): 0');
    expect(complaint('5-1 * * * *')).toBe('beginning of range (5) beyond end of range (1): 5-1');
    expect(complaint('*/0 * * * *')).toBe('step of range should be a positive number: */0');
    expect(complaint('* * * *')).toBe('expected exactly 5 fields, found 4: [* * * *]');
    expect(complaint('error')).toBe('expected exactly 5 fields, found 1: [error]');
    expect(complaint('* * * * 7')).toBe('end of range (7) above maximum (6): 7');
    expect(complaint('x * * * *')).toBe('failed to parse int from x: strconv.Atoi: parsing "x": invalid syntax');
  });

  it('leaves out a zone in front', () => {
    expect(parseCronSchedule('TZ=UTC 0 5 * * *')).toEqual(parseCronSchedule('0 5 * * *'));
  });
});
