/** Large numbers in groups of three, apart by a space that does not break. */
export const groupDigits = (count: number): string => String(count).replace(/\B(?=(\d{3})+$)/g, '\u00a0');
