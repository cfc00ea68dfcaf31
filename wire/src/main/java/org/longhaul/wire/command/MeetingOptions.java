package org.longhaul.wire.command;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.longhaul.scenario.command.shared.WrongInputException;
import org.longhaul.wire.rendezvous.Token;
import picocli.CommandLine.Option;

/** Options by which the processes of a run find and believe each other. */
final class MeetingOptions {
    private static final int MOST_SECONDS = 86_400;

    @Option(
            names = "--rendezvous",
            paramLabel = "HOST:PORT",
            description = "where the members meet; 'wire run' listens there and nowhere else")
    private @Nullable String rendezvous;

    @Option(
            names = "--token-file",
            paramLabel = "FILE",
            description = "file with the secret that all members share (default: the variable " + Token.VARIABLE + ")")
    private @Nullable Path tokenFile;

    MeetingOptions() {}

    boolean isStated() {
        return rendezvous != null;
    }

    /** Where the members meet. @throws WrongInputException if it is not stated, or no address */
    InetSocketAddress rendezvous() {
        String stated = rendezvous;
        if (stated == null) {
            throw new WrongInputException("--rendezvous is missing: HOST:PORT where the members meet");
        }
        int colon = stated.lastIndexOf(':');
        String host = colon < 1 ? "" : stated.substring(0, colon);
        String port = colon < 1 ? "" : stated.substring(colon + 1);
        if (!port.matches("[0-9]{1,5}") || Integer.parseInt(port) > 65_535) {
            throw new WrongInputException("--rendezvous: found '" + stated
                    + "'; allowed: HOST:PORT, such as 192.0.2.10:29400, with a port of 0 to 65535");
        }
        if (host.startsWith("[") && host.endsWith("]")) {
            host = host.substring(1, host.length() - 1);
        }
        return new InetSocketAddress(address("--rendezvous", host), Integer.parseInt(port));
    }

    static InetAddress address(String option, String host) {
        try {
            return InetAddress.getByName(host);
        } catch (UnknownHostException e) {
            throw new WrongInputException(option + ": no host is known as '" + host + "'", e);
        }
    }

    /** The secret. @throws WrongInputException if there is none, or it is too short */
    Token token() throws IOException {
        try {
            if (tokenFile != null) {
                return Token.read(tokenFile);
            }
            String stated = System.getenv(Token.VARIABLE);
            if (stated == null) {
                throw new WrongInputException("the token is missing: a secret that all members share, in the variable "
                        + Token.VARIABLE + " or a file of --token-file"
                        + "\nMaybe make one: openssl rand -hex 32 > wire.token, and copy it to all machines");
            }
            return Token.of(stated);
        } catch (IllegalArgumentException e) {
            throw new WrongInputException(
                    (tokenFile == null ? Token.VARIABLE + " holds " : "--token-file: ") + e.getMessage(), e);
        }
    }

    static Duration seconds(String option, int seconds) {
        if (seconds < 1 || seconds > MOST_SECONDS) {
            throw new WrongInputException(String.format(
                    Locale.ROOT, "%s: found %d; allowed: 1 to %d seconds", option, seconds, MOST_SECONDS));
        }
        return Duration.ofSeconds(seconds);
    }
}
