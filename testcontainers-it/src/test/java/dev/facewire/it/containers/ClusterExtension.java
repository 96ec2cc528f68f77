package dev.facewire.it.containers;

import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Gives tests the one cluster of this run: starting it for each of them would take most of the time. */
final class ClusterExtension implements ParameterResolver, AfterEachCallback {
    private static final Namespace OURS = Namespace.create(ClusterExtension.class);

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == Cluster.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return cluster(context);
    }

    private static Cluster cluster(ExtensionContext context) {
        // Closed with the store of the run.
        return context.getRoot()
                .getStore(OURS)
                .getOrComputeIfAbsent(Cluster.class, key -> new Cluster(), Cluster.class);
    }

    @Override
    public void afterEach(ExtensionContext context) {
        cluster(context).endCalls();
    }
}
