package dev.facewire.cluster;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/** From what an operator writes (an address, a host's name) to one address of this machine, which others can be told. */
final class BindAddress {
    private BindAddress() {}

    /**
     * The address; of several that a name has, one of this machine, and of IPv4 where there is a choice.
     *
     * @throws ClusterUnavailableException where there is none, in words for the operator
     */
    static InetAddress resolve(String bind) throws ClusterUnavailableException {
        try {
            List<InetAddress> named = Arrays.asList(InetAddress.getAllByName(unbracketed(bind)));
            if (named.stream().anyMatch(InetAddress::isAnyLocalAddress)) {
                throw new ClusterUnavailableException(
                        "--cluster-bind " + bind + ": members tell each other this address, so it must be one of this"
                                + " machine's: " + local(),
                        null);
            }
            return named.stream()
                    .filter(BindAddress::isLocal)
                    .min(Comparator.comparing(address -> !(address instanceof Inet4Address)))
                    .orElseThrow(() -> new ClusterUnavailableException(
                            "--cluster-bind: " + bind + " is no address of this machine; choose one of: " + local(),
                            null));
        } catch (UnknownHostException e) {
            throw new ClusterUnavailableException(
                    "--cluster-bind: there is no address or host '" + bind + "'; choose one of: " + local(), e);
        }
    }

    /** Without the brackets that an IPv6 address has in URLs. */
    private static String unbracketed(String address) {
        return address.startsWith("[") && address.endsWith("]") ? address.substring(1, address.length() - 1) : address;
    }

    private static boolean isLocal(InetAddress address) {
        try {
            return NetworkInterface.getByInetAddress(address) != null;
        } catch (IOException e) {
            return false;
        }
    }

    private static String local() {
        try {
            return NetworkInterface.networkInterfaces()
                    .flatMap(NetworkInterface::inetAddresses)
                    .filter(address -> !address.isLinkLocalAddress())
                    .map(address -> address.getHostAddress().replaceFirst("%.*", "")) // without the interface's name
                    .collect(Collectors.joining(", "));
        } catch (SocketException e) {
            return "(its interfaces can't be listed)";
        }
    }
}
