/** Work on I420 pictures in memory: the loop stamp, placing, turning. Pure, without natives. */
package dev.facewire.client.picture;
