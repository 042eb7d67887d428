/** `2.5 CPU`. @param millicores thousandths of a CPU */
export function cpuText(millicores: number): string {
  return `${Math.round(millicores / 10) / 100} CPU`;
}

const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'] as const;

/** `1.5 GiB`. */
export function memoryText(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit++;
  }
  return `${Math.round(value * 10) / 10} ${units[unit] ?? 'B'}`;
}
