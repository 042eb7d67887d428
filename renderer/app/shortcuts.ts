/** A pressed key as commands name it: `Mod+Shift+Z`, `ArrowRight`, `?`, `Space`. */
export function keyName(event: Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>): string {
  const isLetter = /^[a-z]$/i.test(event.key);
  const isNamed = event.key.length > 1 || event.key === ' ';
  const key = event.key === ' ' ? 'Space' : isLetter ? event.key.toUpperCase() : event.key;
  const parts: string[] = [];
  if (event.ctrlKey || event.metaKey) parts.push('Mod');
  if (event.altKey) parts.push('Alt');
  if (event.shiftKey && (isLetter || isNamed)) parts.push('Shift');
  return [...parts, key].join('+');
}

/** True when the key belongs to what has the focus, such as a text field or an open menu. */
export function belongsToFocus(key: string, target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  const isText =
    target.isContentEditable ||
    target instanceof HTMLTextAreaElement ||
    (target instanceof HTMLInputElement && !['checkbox', 'radio', 'button'].includes(target.type));
  if (isText) return !key.startsWith('Mod+') || ['Mod+Z', 'Mod+Shift+Z', 'Mod+Y', 'Mod+Home'].includes(key);
  if (target instanceof HTMLSelectElement) return !key.startsWith('Mod+');
  const isPressable = target.matches('button, a, summary, [role="tab"], [role="treeitem"], [role="option"]');
  return isPressable && (key === 'Space' || key === 'Enter');
}

/** The key as it is shown on this system: `Ctrl K` or `⌘ K`. */
export function keyLabel(key: string, isMac: boolean): string {
  const names: Record<string, string> = {
    Mod: isMac ? '⌘' : 'Ctrl',
    Shift: isMac ? '⇧' : 'Shift',
    Alt: isMac ? '⌥' : 'Alt',
    ArrowRight: '→',
    ArrowLeft: '←',
    Escape: 'Esc',
  };
  return key
    .split(/\+(?=.)/)
    .map((part) => names[part] ?? part)
    .join(' ');
}
