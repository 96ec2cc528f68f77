package dev.facewire.gateway.http;

import static dev.facewire.gateway.http.ConnectionPace.BODY;
import static dev.facewire.gateway.http.ConnectionPace.FIRST_HEAD;
import static dev.facewire.gateway.http.ConnectionPace.NEXT_HEAD;
import static dev.facewire.gateway.http.ConnectionPace.UPLOAD;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class ConnectionPaceTest {
    private static final Duration MOMENT = Duration.ofMillis(1);

    private final ConnectionPace pace = new ConnectionPace(0);

    private static final class Request implements ConnectionPace.Exchange {
        private boolean received;
        private boolean answered;

        @Override
        public boolean received() {
            return received;
        }

        @Override
        public boolean answered() {
            return answered;
        }
    }

    @Test
    void theFirstRequestMustComeSoon() {
        assertThat(late(FIRST_HEAD)).isFalse();
        assertThat(late(FIRST_HEAD.plus(MOMENT))).isTrue();
        assertThat(pace.unanswered(FIRST_HEAD.plus(MOMENT).toNanos())).isNull();
    }

    @Test
    void aBodyMustComeSoonAndItsRequestIsTold() {
        Request request = new Request();
        pace.began(request, BODY, 0);
        assertThat(late(BODY)).isFalse();
        assertThat(late(BODY.plus(MOMENT))).isTrue();
        assertThat(pace.unanswered(BODY.plus(MOMENT).toNanos())).isSameAs(request);
    }

    @Test
    void anUploadHasMoreTimeUntilItIsRefused() {
        Request upload = new Request();
        pace.began(upload, UPLOAD, 0);
        assertThat(late(BODY.plus(MOMENT))).isFalse();
        upload.answered = true;
        assertThat(late(BODY.plus(MOMENT))).isTrue();
        assertThat(pace.unanswered(BODY.plus(MOMENT).toNanos())).isNull();
    }

    @Test
    void anAnswerMayTakeAsLongAsItTakes() {
        Request request = new Request();
        pace.began(request, BODY, 0);
        request.received = true;
        assertThat(late(Duration.ofHours(1))).isFalse();
    }

    @Test
    void theNextRequestIsWaitedForAndNotForEver() {
        Request request = new Request();
        pace.began(request, BODY, 0);
        request.received = true;
        request.answered = true;
        Duration answered = Duration.ofSeconds(20);
        assertThat(late(answered)).isFalse();
        assertThat(late(answered.plus(NEXT_HEAD))).isFalse();
        assertThat(late(answered.plus(NEXT_HEAD).plus(MOMENT))).isTrue();
    }

    @Test
    void ofSeveralRequestsAtOnceTheSlowOneCounts() {
        Request done = new Request();
        pace.began(done, BODY, 0);
        pace.began(new Request(), BODY, 0);
        done.received = true;
        done.answered = true;
        assertThat(late(BODY.plus(MOMENT))).isTrue();
    }

    private boolean late(Duration at) {
        return pace.late(at.toNanos());
    }
}
