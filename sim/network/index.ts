/** What others use of the network. */
export { networkHandlers, networkInformers, nodeProcesses, startNetwork } from './network.ts';
export { defaultNetworkConfig, networkConfig, type NetworkConfig } from './config.ts';
export { coreDnsImage, coreDnsObjects } from './dns/coredns-manifest.ts';
export { leasesOf } from './cni/ipam.ts';
export { iptablesSave } from './kube-proxy/text.ts';
export {
  requestRecords,
  requestsUnderWay,
  sendAppRequest,
  type AppRequest,
  type RequestRecord,
} from './traffic/requests.ts';
