/**
 * People in calls while workers and gateways die, freeze and leave: real processes, real peers, and pixels that are looked at. Used by
 * {@code facewire bench moves} and by the integration tests.
 */
package dev.facewire.bench.moves;
