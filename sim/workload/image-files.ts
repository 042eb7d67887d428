/** Files that every image of a kind has, as far as people look at them. */
import type { Toolbox } from './shell/state.ts';

const debianRelease = `PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"
NAME="Debian GNU/Linux"
VERSION_ID="12"
VERSION="12 (bookworm)"
VERSION_CODENAME=bookworm
ID=debian
HOME_URL="https://www.debian.org/"
SUPPORT_URL="https://www.debian.org/support"
BUG_REPORT_URL="https://bugs.debian.org/"
`;

const alpineRelease = `NAME="Alpine Linux"
ID=alpine
VERSION_ID=3.22.1
PRETTY_NAME="Alpine Linux v3.22"
HOME_URL="https://alpinelinux.org/"
BUG_REPORT_URL="https://gitlab.alpinelinux.org/alpine/aports/-/issues"
`;

const users = 'root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534:nobody:/nonexistent:/bin/false\n';
const groups = 'root:x:0:\nnogroup:x:65534:\n';
const common = { '/etc/passwd': users, '/etc/group': groups };

const byToolbox: Readonly<Record<Toolbox, Readonly<Record<string, string>>>> = {
  none: {},
  busybox: common,
  alpine: { ...common, '/etc/os-release': alpineRelease, '/etc/alpine-release': '3.22.1\n' },
  debian: { ...common, '/etc/os-release': debianRelease, '/etc/debian_version': '12.11\n' },
};

/** The files of an image by path, those of its own programs aside. */
export function imageFiles(toolbox: Toolbox): Readonly<Record<string, string>> {
  return byToolbox[toolbox];
}
