/** What others use of the network. */
export { networkHandlers, networkInformers, nodeProcesses, startNetwork } from './network.ts';
export { coreDnsObjects } from './dns/coredns-manifest.ts';
export { leasesOf } from './cni/ipam.ts';
export { iptablesSave, serviceRulesText } from './kube-proxy/text.ts';
export { requestRecords, sendAppRequest, type AppRequest, type RequestRecord } from './traffic/requests.ts';
