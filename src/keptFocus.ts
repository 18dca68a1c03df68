import { type RefObject, useEffect, useRef } from 'react';
import { css } from '@emotion/css';

/** Marks what holds the focus in place of a control that is gone, so that one sees where one is. */
const HELD = 'data-holds-focus';

/** Shows the focus on what holds it; for the element that has the hook's ref. */
export const heldFocus = css({
  [`[${HELD}]:focus-visible`]: { outline: '2px solid currentcolor', outlineOffset: 2 },
});

/** The element and what it is within, up to the container. */
function trailTo(element: HTMLElement, container: HTMLElement): HTMLElement[] {
  const trail: HTMLElement[] = [];
  for (let at: HTMLElement | null = element; at && container.contains(at); at = at.parentElement) {
    trail.push(at);
  }
  return trail;
}

const canFocus = (element: HTMLElement) => element.isConnected && !element.matches(':disabled');

/** Gives the focus to an element that is no control, until it goes elsewhere. True where that worked. */
function hold(element: HTMLElement): boolean {
  const had = element.getAttribute('tabindex');
  element.setAttribute('tabindex', '-1');
  element.setAttribute(HELD, '');
  const release = () => {
    element.removeAttribute(HELD);
    if (had === null) {
      element.removeAttribute('tabindex');
    } else {
      element.setAttribute('tabindex', had);
    }
  };
  element.addEventListener('blur', release, { once: true });
  element.focus({ preventScroll: true });
  const isHeld = element.ownerDocument.activeElement === element;
  if (!isHeld) {
    element.removeEventListener('blur', release);
    release();
  }
  return isHeld;
}

/** Watches a container until the function that it gives back is called. */
export function keepFocusIn(container: HTMLElement): () => void {
  let trail: HTMLElement[] = [];
  const remember = ({ target }: FocusEvent) => {
    trail = target instanceof HTMLElement ? trailTo(target, container) : [];
  };
  const forget = ({ relatedTarget }: FocusEvent) => {
    const left = trail;
    // Browsers tell it just before they take a control away, too: only a moment later one sees whether it is still there.
    setTimeout(() => {
      if (trail === left && (relatedTarget !== null || (left[0] && canFocus(left[0])))) {
        trail = [];
      }
    });
  };
  const look = () => {
    const [control, ...around] = trail;
    const { activeElement, body } = container.ownerDocument;
    const isLost = control !== undefined && !canFocus(control) && (activeElement === body || activeElement === control);
    if (isLost) {
      around.some((element) => element.isConnected && hold(element));
    }
  };
  const observer = new MutationObserver(look);
  observer.observe(container, { childList: true, subtree: true, attributes: true, attributeFilter: ['disabled'] });
  container.addEventListener('focusin', remember);
  container.addEventListener('focusout', forget);
  return () => {
    observer.disconnect();
    container.removeEventListener('focusin', remember);
    container.removeEventListener('focusout', forget);
  };
}

/**
 * For an element whose buttons go or are switched off when they are pressed. The browser would drop the focus then, and who
 * works by keyboard or hears the page read to them would not know where they are. It goes to what the button stood in, never
 * to another button: a key pressed twice must not do what nobody asked for.
 */
export function useKeptFocus<Container extends HTMLElement>(): RefObject<Container | null> {
  const ref = useRef<Container>(null);
  useEffect(() => (ref.current ? keepFocusIn(ref.current) : undefined), []);
  return ref;
}
