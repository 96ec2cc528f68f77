package dev.facewire.it.browser;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.openqa.selenium.By;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/** Chromium with a clip for a camera, a page at a time. Screenshots go to the build's output. */
final class Browser implements AutoCloseable {
    private static final String CHROMIUM = "/usr/bin/chromium";
    private static final String DRIVER = "/usr/bin/chromedriver";
    private static final Duration SOON = Duration.ofSeconds(40);

    private final ChromeDriver driver;
    private final Path profile;
    private final Path screenshots;

    private Browser(ChromeDriver driver, Path profile, Path screenshots) {
        this.driver = driver;
        this.profile = profile;
        this.screenshots = screenshots;
    }

    /**
     * Starts Chromium without a window.
     *
     * @param camera an MJPEG file; null for a browser whose camera is refused
     */
    static Browser start(Path camera, Path screenshots, int width, int height) throws IOException {
        // It has no client for this Chromium's DevTools protocol, and nothing here needs one.
        java.util.logging.Logger.getLogger("org.openqa.selenium").setLevel(java.util.logging.Level.SEVERE);
        Path profile = Files.createTempDirectory("facewire-browser");
        ChromeOptions options = new ChromeOptions();
        options.setBinary(CHROMIUM);
        options.addArguments(
                "--headless",
                "--no-sandbox", // the tests run as root
                "--disable-gpu",
                "--disable-quic",
                "--disable-dev-shm-usage",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--user-data-dir=" + profile,
                "--window-size=" + width + "," + height,
                "--use-fake-device-for-media-stream");
        if (camera != null) {
            options.addArguments("--use-fake-ui-for-media-stream", "--use-file-for-fake-video-capture=" + camera);
        } else {
            options.setExperimentalOption(
                    "prefs", Map.of("profile.default_content_setting_values.media_stream_camera", 2)); // refused
        }
        LoggingPreferences logs = new LoggingPreferences();
        logs.enable(LogType.BROWSER, java.util.logging.Level.ALL);
        options.setCapability("goog:loggingPrefs", logs);
        ChromeDriverService service = new ChromeDriverService.Builder()
                .usingDriverExecutable(new java.io.File(DRIVER))
                .usingAnyFreePort()
                .withSilent(true)
                .build();
        Files.createDirectories(screenshots);
        return new Browser(new ChromeDriver(service, options), profile, screenshots);
    }

    void open(String url) {
        driver.get(url);
    }

    WebElement element(String id) {
        return driver.findElement(By.id(id));
    }

    void click(String id) {
        WebElement element = element(id);
        driver.executeScript("arguments[0].scrollIntoView({block: 'center'})", element);
        element.click();
    }

    String text(String id) {
        return element(id).getText();
    }

    /** Runs a script's body and returns what it returns. */
    Object script(String body, Object... arguments) {
        return driver.executeScript(body, arguments);
    }

    /** The value of {@code data-state} of the line that tells how it goes. */
    String state() {
        return element("state").getDomAttribute("data-state");
    }

    void awaitState(String... states) {
        await("state " + List.of(states), () -> List.of(states).contains(state()));
    }

    void await(String what, java.util.concurrent.Callable<Boolean> condition) {
        try {
            Awaitility.await(what)
                    .atMost(SOON)
                    .pollInterval(Duration.ofMillis(100))
                    .until(condition);
        } catch (org.awaitility.core.ConditionTimeoutException e) {
            screenshot("failed");
            throw new AssertionError(
                    e.getMessage() + "; the page says: "
                            + driver.findElement(By.tagName("body")).getText() + "\n" + console(),
                    e);
        }
    }

    /** What the page and the browser wrote to the console. */
    List<String> console() {
        return driver.manage().logs().get(LogType.BROWSER).getAll().stream()
                .map(LogEntry::toString)
                .toList();
    }

    void screenshot(String name) {
        try {
            Files.write(screenshots.resolve(name + ".png"), driver.getScreenshotAs(OutputType.BYTES));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        try {
            driver.quit();
        } finally {
            try (Stream<Path> files = Files.walk(profile)) {
                files.sorted(Comparator.reverseOrder())
                        .forEach(file -> file.toFile().delete());
            }
        }
    }
}
