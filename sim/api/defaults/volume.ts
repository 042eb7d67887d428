/** Defaults of a pod's volumes. Models: pkg/apis/core/v1/defaults.go SetDefaults_Volume and the sources' (v1.37). */
import type { PodSpec } from '../types.ts';
import { fill, mapSame, withField } from './fill.ts';

type Volume = NonNullable<PodSpec['volumes']>[number];
type Projected = NonNullable<Volume['projected']>;
type Projection = NonNullable<Projected['sources']>[number];
type DownwardItem = NonNullable<NonNullable<Volume['downwardAPI']>['items']>[number];

/** 0644 */
const fileMode = 0o644;
/** A projected token lives an hour. */
const tokenSeconds = 3600;

function defaultDownwardItem(item: DownwardItem): DownwardItem {
  return withField(item, 'fieldRef', item.fieldRef && fill(item.fieldRef, { apiVersion: 'v1' }));
}

function defaultProjection(source: Projection): Projection {
  const token = source.serviceAccountToken && fill(source.serviceAccountToken, { expirationSeconds: tokenSeconds });
  const withToken = withField(source, 'serviceAccountToken', token);
  const items = withToken.downwardAPI?.items;
  if (items === undefined) return withToken;
  return withField(
    withToken,
    'downwardAPI',
    withField(withToken.downwardAPI ?? {}, 'items', mapSame(items, defaultDownwardItem)),
  );
}

function defaultProjected(projected: Projected): Projected {
  const filled = fill(projected, { defaultMode: fileMode });
  return filled.sources === undefined
    ? filled
    : withField(filled, 'sources', mapSame(filled.sources, defaultProjection));
}

function hasSource(volume: Volume): boolean {
  for (const key in volume) if (key !== 'name') return true;
  return false;
}

/** Fills in one volume; one without a source is an empty directory. */
export function defaultVolume(volume: Volume): Volume {
  if (!hasSource(volume)) return { ...volume, emptyDir: {} };
  if (volume.configMap !== undefined) {
    return withField(volume, 'configMap', fill(volume.configMap, { defaultMode: fileMode }));
  }
  if (volume.secret !== undefined) return withField(volume, 'secret', fill(volume.secret, { defaultMode: fileMode }));
  if (volume.hostPath !== undefined) return withField(volume, 'hostPath', fill(volume.hostPath, { type: '' }));
  if (volume.projected !== undefined) return withField(volume, 'projected', defaultProjected(volume.projected));
  const downward = volume.downwardAPI;
  if (downward === undefined) return volume;
  const filled = fill(downward, { defaultMode: fileMode });
  const items = filled.items && mapSame(filled.items, defaultDownwardItem);
  return withField(volume, 'downwardAPI', withField(filled, 'items', items));
}
