/** The time before a component has taken over what a server has rendered. */

import { getCurrentInstance, onMounted, shallowRef, type Ref } from "vue";

/**
 * False while a component takes over what a server has rendered: until then it shows no more of a socket
 * than the server has.
 */
export function useIsMounted(): Ref<boolean> {
  const isMounted = shallowRef(!getCurrentInstance()?.vnode.el);
  if (!isMounted.value) onMounted(() => (isMounted.value = true));
  return isMounted;
}
