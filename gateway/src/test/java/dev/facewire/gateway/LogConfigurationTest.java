package dev.facewire.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.OutputStreamAppender;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The gateway's own logback.xml against what strangers send. */
class LogConfigurationTest {
    private static final String FORGED = "12:00:00.000 ERROR Gateway - forged";

    private final LoggerContext context = new LoggerContext();
    private OutputStreamAppender<ILoggingEvent> appender;

    @BeforeEach
    void configure() throws Exception {
        URL configuration = GatewayMain.class.getResource("/logback.xml");
        JoranConfigurator configurator = new JoranConfigurator();
        configurator.setContext(context);
        configurator.doConfigure(configuration);
        appender = (OutputStreamAppender<ILoggingEvent>)
                context.getLogger(Logger.ROOT_LOGGER_NAME).getAppender("out");
    }

    @Test
    void aMessageStaysOneLineWithoutControlCharacters() {
        String line = logged("bye\r\n" + FORGED + "\u001b[31m\u009b2J\u202e\u2028é", null);
        assertThat(line).endsWith(" INFO  Session - bye__" + FORGED + "_[31m_2J__é" + System.lineSeparator());
        assertThat(line.strip()).doesNotContain("\n", "\r", "\u001b");
    }

    @Test
    void anExceptionsTextCanNotPassForALineOfTheLog() {
        String text = logged("failed", new IllegalStateException("bad\n" + FORGED + "\u001b[2J"));
        assertThat(text.lines().skip(1)).isNotEmpty().allMatch(line -> line.startsWith("| "));
        assertThat(text)
                .contains("| java.lang.IllegalStateException: bad", "| " + FORGED + "_[2J", "| \tat ")
                .doesNotContain("\u001b");
    }

    private String logged(String message, Throwable failure) {
        Logger logger = context.getLogger("dev.facewire.gateway.Session");
        ILoggingEvent event = new LoggingEvent("", logger, Level.INFO, message, failure, null);
        return new String(appender.getEncoder().encode(event), StandardCharsets.UTF_8);
    }
}
