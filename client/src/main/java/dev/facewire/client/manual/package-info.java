/** {@code facewire client --manual}: the offer and the answer go by files, carried by a person. */
package dev.facewire.client.manual;
