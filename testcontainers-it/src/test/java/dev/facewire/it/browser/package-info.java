/** The pages in a real browser: Debian's Chromium, its camera fed with a clip. */
package dev.facewire.it.browser;
