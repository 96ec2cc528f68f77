package dev.facewire.gateway;

import dev.facewire.cluster.ClusterNode;
import dev.facewire.cluster.ClusterUnavailableException;
import dev.facewire.gateway.GatewayOptions.UserError;
import java.net.BindException;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Mixin;

/** {@code facewire gateway}: joins the cluster, serves until it is told to stop. */
@Command(
        name = "facewire-gateway",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        versionProvider = GatewayMain.Version.class,
        description = "The signalling gateway: what clients speak to, and what gives them a GPU worker.",
        footer = {
            "",
            "Most options can stand in the environment: --http-bind is FACEWIRE_HTTP_BIND, and so on.",
            "A worker is started with: facewire node"
        })
public final class GatewayMain implements Callable<Integer> {
    private static final Logger LOG = LoggerFactory.getLogger(GatewayMain.class);
    private static final int USER_ERROR = 2;
    private static final long STOP_SECONDS = 5;

    @Mixin
    private final GatewayOptions options = new GatewayOptions();

    public static void main(String[] args) {
        int code = new CommandLine(new GatewayMain()).execute(args);
        if (code != 0) {
            System.exit(code);
        }
    }

    @Override
    public Integer call() throws InterruptedException {
        try {
            GatewaySettings settings = options.settings();
            warn(settings);
            serve(settings);
            return 0;
        } catch (UserError | ClusterUnavailableException e) {
            System.err.println("facewire-gateway: " + e.getMessage().replaceAll("\\s+", " "));
            return USER_ERROR;
        }
    }

    private void serve(GatewaySettings settings) throws UserError, ClusterUnavailableException, InterruptedException {
        ClusterNode node = ClusterNode.join(options.cluster());
        Gateway gateway = new Gateway(settings, node.hazelcast(), version());
        try {
            node.vertx()
                    .deployVerticle(gateway)
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get();
        } catch (ExecutionException e) {
            node.close();
            throw new UserError(startFailure(settings.http(), e.getCause()));
        }
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(gateway, node), "stop"));
        LOG.info(
                "gateway ready on {}://{}:{} (cluster {} at {})",
                settings.http().tls() ? "https" : "http",
                shown(settings.http().bind()),
                gateway.port(),
                options.clusterName,
                node.address());
        new CountDownLatch(1).await(); // until a signal: the hook ends the process
    }

    /** Ctrl-C or SIGTERM: an orderly end is a success, hence 0 and not the JVM's 130 or 143. */
    private static void stop(Gateway gateway, ClusterNode node) {
        LOG.info("stopping");
        try {
            gateway.drain().toCompletionStage().toCompletableFuture().get(STOP_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            LOG.warn("some requests were cut off: {}", e.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            node.close();
            LOG.info("stopped");
            Runtime.getRuntime().halt(0);
        }
    }

    private static String startFailure(GatewaySettings.Http http, Throwable cause) {
        if (cause instanceof BindException) {
            String why = String.valueOf(cause.getMessage());
            return why.contains("in use")
                    ? "port " + http.port() + " of " + http.bind() + " is in use; choose another with --port"
                    : http.bind() + ":" + http.port() + " can't be listened on: " + why;
        }
        if (cause instanceof java.net.UnknownHostException
                || cause instanceof java.nio.channels.UnresolvedAddressException) {
            return "--http-bind: there is no address " + http.bind();
        }
        if (http.tls() && !(cause instanceof java.io.IOException)) {
            return "--tls-cert, --tls-key: these can't be used: " + cause.getMessage();
        }
        return "the gateway can't start: " + cause;
    }

    private static void warn(GatewaySettings settings) {
        if (settings.http().loopback()) {
            return;
        }
        if (settings.who().users().isEmpty()) {
            LOG.warn(
                    "--insecure: everyone who reaches {} may use this gateway",
                    settings.http().bind());
        } else if (settings.who().admins().isEmpty()) {
            LOG.warn("without --admin-token-file nobody may drain workers or see metrics and workers");
        }
        if (!settings.http().tls()) {
            LOG.warn("without --tls-cert and --tls-key tokens and faces cross the network in the clear,"
                    + " and browsers give no camera to the page");
        }
    }

    private static String shown(String bind) {
        return bind.contains(":") && !bind.startsWith("[") ? "[" + bind + "]" : bind;
    }

    static String version() {
        String version = GatewayMain.class.getPackage().getImplementationVersion();
        return version == null ? "development" : version;
    }

    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {"facewire-gateway " + version()};
        }
    }
}
