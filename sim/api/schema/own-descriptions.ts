/** What types and fields mean that are newer than the packages of generated types, in our own words. */
import type { DescriptionTable } from './descriptions.ts';

const kind = 'Kind is a string value that says which resource this object is.';
const apiVersion = 'APIVersion says in which version of its schema this object is written.';
const metadata = 'Metadata that every object has.';

const admission: DescriptionTable = {
  'admissionregistration/v1.MutatingAdmissionPolicy': [
    '',
    { metadata, spec: 'What the policy changes, and in which objects.' },
  ],
  'admissionregistration/v1.MutatingAdmissionPolicyBinding': [
    '',
    { metadata, spec: 'Which policy is put to work, with which parameters and for which objects.' },
  ],
  'admissionregistration/v1.MutatingAdmissionPolicyBindingSpec': [
    '',
    {
      matchResources: 'Narrows down what the policy matches. Left out, everything that the policy matches is meant.',
      paramRef: 'Names the object that gives the policy its parameters.',
    },
  ],
  'admissionregistration/v1.MutatingAdmissionPolicySpec': [
    '',
    {
      matchConstraints: 'Says which requests the policy looks at; a policy without it matches nothing.',
      paramKind: 'The kind of the objects that give this policy its parameters. Left out, it has none.',
    },
  ],
  'admissionregistration/v1.Mutation': [
    '',
    {
      applyConfiguration: 'A CEL expression that gives an object to be merged in, as server-side apply merges.',
      jsonPatch: 'A CEL expression that gives the operations of a JSON patch.',
    },
  ],
  'authorization/v1.ResourceAttributes': [
    '',
    {
      fieldSelector: 'The field selector of the request. It can only narrow down what is asked for.',
      labelSelector: 'The label selector of the request. It can only narrow down what is asked for.',
    },
  ],
};

const pods: DescriptionTable = {
  'core/v1.ContainerRestartRule': ['', { exitCodes: 'The exit codes to which this rule applies.' }],
  'core/v1.ContainerStatus': ['', { user: 'The user that the first process of the container runs as.' }],
  'core/v1.ContainerUser': ['', { linux: 'User and groups of the first process of a Linux container.' }],
  'core/v1.EnvVarSource': ['', { fileKeyRef: 'Takes the value of a key from a file of variables in a volume.' }],
  'core/v1.ImageVolumeStatus': [
    'ImageVolumeStatus says which image a volume was made of.',
    { imageRef: 'The image with its digest, as the runtime resolved it.' },
  ],
  'core/v1.NodeAllocatableResourceClaimStatus': [
    'NodeAllocatableResourceClaimStatus says what a claim takes of the resources that a node can allocate.',
    {
      containers: 'Names of the containers that use the claim.',
      resourceClaimName: 'Name of the ResourceClaim.',
      resources: 'What the claim takes, by resource.',
    },
  ],
  'core/v1.PodCertificateProjection': [
    '',
    { userAnnotations: 'Annotations for the signer, which are passed on with the request for a certificate.' },
  ],
  'core/v1.PodSchedulingGroup': [
    'PodSchedulingGroup names the group of pods with which a pod is scheduled.',
    { podGroupName: 'Name of the PodGroup in the namespace of the pod.' },
  ],
  'core/v1.PodSpec': [
    '',
    {
      resources:
        'What all containers of the pod together request and may use at most: cpu, memory and hugepages. Where a container says more of itself, its own limits hold within these.',
      schedulingGroup: 'The group with which the pod is scheduled. It cannot be changed later.',
    },
  ],
  'core/v1.PodStatus': [
    '',
    {
      allocatedResources: 'What the node has set aside for the pod as a whole.',
      extendedResourceClaimStatus: 'The claim that was made for extended resources which a device class backs.',
      nodeAllocatableResourceClaimStatuses: 'What claims of the pod take of the resources that its node can allocate.',
      resources: 'Requests and limits of the pod as a whole, as they are in force now.',
    },
  ],
  'core/v1.ResourceHealth': ['', { message: 'A sentence on the health of the device, for people.' }],
  'core/v1.Volume': [
    '',
    { image: 'An OCI image or artifact whose files are seen in the volume; it is pulled to the node as images are.' },
  ],
  'core/v1.VolumeMountStatus': ['', { volumeStatus: 'What is special to this kind of volume.' }],
  'core/v1.VolumeProjection': ['', { podCertificate: 'A certificate that the kubelet gets for the pod and renews.' }],
  'core/v1.VolumeStatus': [
    'VolumeStatus says of a mounted volume what is special to its kind.',
    { image: 'Status of a volume that was made of an image.' },
  ],
};

const others: DescriptionTable = {
  'core/v1.NodeStatus': [
    '',
    {
      declaredFeatures: 'Features of the kubelet that the scheduler and admission may have to know of.',
      features: 'What the container runtime of the node is able to do.',
    },
  ],
  'core/v1.NodeSystemInfo': ['', { swap: 'How much swap the machine has.' }],
  'networking/v1.IngressRule': ['', { http: 'Paths of this host, and where requests for each of them go.' }],
  'storage/v1.CSIDriverSpec': [
    '',
    {
      preventPodSchedulingIfMissing:
        'Keeps pods that use volumes of this driver off nodes on which it is not registered.',
      serviceAccountTokenInSecrets:
        'Hands tokens of service accounts to the driver among its secrets, not in the volume’s context.',
    },
  ],
  'apiextensions/v1.CustomResourceDefinitionCondition': [
    '',
    { observedGeneration: 'The generation of the definition that the condition is about.' },
  ],
  'apiextensions/v1.CustomResourceDefinitionStatus': [
    '',
    { observedGeneration: 'The generation of the definition that the controllers saw last.' },
  ],
  'apiextensions/v1.CustomResourceSubresources': [
    '',
    { scale: 'Says where the numbers of replicas are, so that objects of this kind can be scaled.' },
  ],
};

const timestamp = 'When the sample was taken; with the window it says which time the numbers are about.';
const window = 'Length of the time over which the usage was measured.';

const metrics: DescriptionTable = {
  'metrics/v1beta1.ContainerMetrics': [
    'ContainerMetrics says what a container used.',
    { name: 'Name of the container, as in the spec of its pod.', usage: 'What it used, by resource: cpu and memory.' },
  ],
  'metrics/v1beta1.NodeMetrics': [
    'NodeMetrics says what a node used.',
    { apiVersion, kind, metadata, timestamp, usage: 'What the node used, by resource: cpu and memory.', window },
  ],
  'metrics/v1beta1.PodMetrics': [
    'PodMetrics says what the containers of a pod used.',
    { apiVersion, containers: 'What each container used in the same window.', kind, metadata, timestamp, window },
  ],
};

/** By definition, as the table of the build. */
export const ownDescriptions: DescriptionTable = { ...admission, ...pods, ...others, ...metrics };
