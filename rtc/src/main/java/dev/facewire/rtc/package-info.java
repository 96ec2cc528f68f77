/** webrtc-java made safe: peer connections whose mistakes can't end the process. */
package dev.facewire.rtc;
