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

    /** What concerns one connection. */
    sealed interface OfLane extends Event {}

    /** A lane's own description is made. */
    record Offered(int lane, String sdp) implements OfLane {}

    record Candidate(int lane, IceCandidate candidate) implements OfLane {}

    record MediaConnected(int lane) implements OfLane {}

    record MediaDisconnected(int lane) implements OfLane {}

    record MediaFailed(int lane) implements OfLane {}

    record AnswerAccepted(int lane) implements OfLane {}

    /** A description could not be made, or not be used. */
    record LaneFailed(int lane, String why) implements OfLane {}

    /** Swapped frames come on the next lane; this one is left. */
    record Switched(Lane left) implements OfLane {}

    record Stop(String why) implements Event {}
}
