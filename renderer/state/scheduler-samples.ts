/** Configurations to start from: what people try first. */

const head = `apiVersion: kubescheduler.config.k8s.io/v1
kind: KubeSchedulerConfiguration
`;

export const schedulerSamples = [
  {
    name: 'sampleDefault',
    text: `${head}profiles:
- schedulerName: default-scheduler
`,
  },
  {
    name: 'samplePack',
    text: `${head}profiles:
- schedulerName: default-scheduler
  pluginConfig:
  - name: NodeResourcesFit
    args:
      scoringStrategy:
        type: MostAllocated
        resources:
        - name: cpu
          weight: 1
        - name: memory
          weight: 1
  plugins:
    score:
      disabled:
      - name: NodeResourcesBalancedAllocation
`,
  },
  {
    name: 'sampleWeights',
    text: `${head}percentageOfNodesToScore: 50
profiles:
- schedulerName: default-scheduler
  plugins:
    score:
      disabled:
      - name: ImageLocality
      enabled:
      - name: PodTopologySpread
        weight: 10
`,
  },
  {
    name: 'sampleTwo',
    text: `${head}profiles:
- schedulerName: default-scheduler
- schedulerName: packing-scheduler
  pluginConfig:
  - name: NodeResourcesFit
    args:
      scoringStrategy:
        type: MostAllocated
`,
  },
] as const;
