/** A classic load balancer whose listeners are written `HTTPS:443>HTTP:8080`, and the policies of each, if any. */
export function classic(...listeners: readonly (string | readonly [listener: string, ...policies: string[]])[]) {
  return {
    LoadBalancerName: "fax",
    ListenerDescriptions: listeners.map((each) => {
      const [listener, ...PolicyNames] = [each].flat();
      const [front = "", back] = listener!.split(">");
      const [Protocol = "", port] = front.split(":");
      const [InstanceProtocol = "", instancePort] = back?.split(":") ?? [];
      const instance = back === undefined ? {} : { InstanceProtocol, InstancePort: Number(instancePort) };
      return { Listener: { Protocol, LoadBalancerPort: Number(port), ...instance }, PolicyNames };
    }),
  };
}
