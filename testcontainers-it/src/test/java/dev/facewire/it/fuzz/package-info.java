/** Random hostile input, repeatable by its number, against running processes. CONTRIBUTING.md says how to run it. */
package dev.facewire.it.fuzz;
