package org.longhaul.wire.rendezvous;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Collection;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/**
 * How connections to the rendezvous are encrypted: by the key of the listener, whose certificate the others hold. Whoever else has a
 * certificate, from whatever authority, is not believed.
 */
public final class TlsKeys {
    private static final String[] PROTOCOLS = {"TLSv1.3"};

    private final SSLContext context;
    private final boolean isListener;

    private TlsKeys(SSLContext context, boolean isListener) {
        this.context = context;
        this.isListener = isListener;
    }

    /**
     * The listener's: a key with its certificate, as {@code keytool -genkeypair -keyalg EC -storetype PKCS12} makes them.
     *
     * @throws IllegalArgumentException if the file is no such store, or the password is another
     */
    public static TlsKeys ofListener(Path keystore, char[] password) throws IOException {
        try (InputStream in = Files.newInputStream(keystore)) {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(in, password);
            KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(store, password);
            return new TlsKeys(context(keys.getKeyManagers(), null), true);
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException(keystore + " holds no key that can be used: " + e.getMessage(), e);
        } catch (IOException e) {
            if (e.getCause() instanceof GeneralSecurityException) {
                throw new IllegalArgumentException(keystore + " cannot be opened with this password", e);
            }
            throw e;
        }
    }

    /**
     * Everyone else's: the certificates that are believed, as {@code keytool -exportcert -rfc} writes one.
     *
     * @throws IllegalArgumentException if the file holds none
     */
    public static TlsKeys ofMember(Path certificates) throws IOException {
        try (InputStream in = Files.newInputStream(certificates)) {
            Collection<? extends Certificate> believed =
                    CertificateFactory.getInstance("X.509").generateCertificates(in);
            if (believed.isEmpty()) {
                throw new IllegalArgumentException(certificates + " holds no certificate");
            }
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            for (Certificate each : believed) {
                store.setCertificateEntry("listener-" + store.size(), each);
            }
            return new TlsKeys(context(null, store), false);
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException(certificates + " holds no certificate: " + e.getMessage(), e);
        }
    }

    private static SSLContext context(KeyManager @Nullable [] keys, @Nullable KeyStore believed)
            throws GeneralSecurityException {
        SSLContext context = SSLContext.getInstance("TLS");
        if (believed == null) {
            context.init(keys, null, new SecureRandom());
        } else {
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(believed);
            context.init(null, trust.getTrustManagers(), new SecureRandom());
        }
        return context;
    }

    /** The encrypted connection over this one. @throws IOException if the other end is not believed, or does not encrypt */
    Socket over(Socket plain) throws IOException {
        SSLSocket socket = (SSLSocket) context.getSocketFactory()
                .createSocket(plain, plain.getInetAddress().getHostAddress(), plain.getPort(), true);
        socket.setUseClientMode(!isListener);
        socket.setEnabledProtocols(PROTOCOLS);
        socket.startHandshake();
        return socket;
    }
}
