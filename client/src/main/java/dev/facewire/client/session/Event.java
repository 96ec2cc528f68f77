package dev.facewire.client.session;

import dev.facewire.client.gateway.SignalSocket;
import dev.facewire.protocol.session.IceCandidate;
import dev.facewire.protocol.signal.SignalMessage;

/** What happens to a run from outside its main thread; handled there one by one. */
sealed interface Event {

    record Signal(SignalMessage message) implements Event {}

    record SignalLost(String why) implements Event {}

    record SignalBack(SignalSocket socket) implements Event {}

    record SignalStillLost() implements Event {}

    record Candidate(IceCandidate candidate) implements Event {}

    record MediaConnected() implements Event {}

    record MediaDisconnected() implements Event {}

    record MediaFailed() implements Event {}

    record AnswerAccepted() implements Event {}

    record AnswerRefused(String why) implements Event {}

    record Stop(String why) implements Event {}
}
