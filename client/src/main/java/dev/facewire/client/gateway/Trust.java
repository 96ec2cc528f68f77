package dev.facewire.client.gateway;

import dev.facewire.client.fault.ClientFault;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Collection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Trust in a gateway's own certificate, or in the authority that signed it. */
public final class Trust {
    private Trust() {}

    /**
     * A context that trusts the certificates in a PEM file, and no others.
     *
     * @throws ClientFault where the file is none
     */
    public static SSLContext inPem(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            Collection<? extends Certificate> certificates =
                    CertificateFactory.getInstance("X.509").generateCertificates(in);
            if (certificates.isEmpty()) {
                throw ClientFault.usage("'" + file + "' holds no certificate; --ca-cert wants a PEM file");
            }
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            int index = 0;
            for (Certificate certificate : certificates) {
                store.setCertificateEntry("gateway-" + index++, certificate);
            }
            TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init(store);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, factory.getTrustManagers(), null);
            return context;
        } catch (IOException e) {
            throw ClientFault.usage("the certificate '" + file + "' can't be read");
        } catch (GeneralSecurityException e) {
            throw ClientFault.usage("'" + file + "' holds no certificate; --ca-cert wants a PEM file");
        }
    }
}
