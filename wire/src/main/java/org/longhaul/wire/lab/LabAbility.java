package org.longhaul.wire.lab;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * Whether this process may build a {@link Laboratory}, or how it could.
 *
 * @param way in which it can be built
 * @param reason one sentence that says why not, or in which way
 */
public record LabAbility(Way way, String reason) {

    /** How a laboratory can be built. */
    public enum Way {
        /** By this process. */
        DIRECT,
        /** By a process in a user namespace, which any user may start: see {@link UserNamespace}. */
        USER_NAMESPACE,
        /** Not at all. */
        NONE
    }

    private static final List<String> PROGRAMS = List.of("sh", "ip", "tc", "unshare", "nsenter", "setsid", "mount");
    private static final Path TUN = Path.of("/dev/net/tun");

    /** Tries all that is needed; {@code $1} is the name of a namespace. */
    private static final String TRIAL =
            """
            trap '' HUP INT TERM
            mkdir -p /run/netns && ip netns add "$1" || exit 1
            ( exec 3<>/dev/net/tun ) &&
            ip -n "$1" link add name trial0 type bridge &&
            ip -n "$1" link add name trial1 type veth peer name trial2 &&
            tc -n "$1" qdisc add dev trial1 root stab overhead -14 tbf rate 1mbit burst 3000 limit 3000 &&
            nsenter --net=/run/netns/"$1" true
            code=$?
            ip netns delete "$1"
            exit $code
            """;

    /** Tries it: takes some tens of milliseconds. */
    public static LabAbility check() {
        if (!System.getProperty("os.name", "").toLowerCase(Locale.ROOT).contains("linux")) {
            return none("this is not Linux, whose network namespaces it is made of");
        }
        if (!System.getProperty("os.arch", "").contains("64")) {
            return none("this is not a 64-bit system");
        }
        for (String program : PROGRAMS) {
            if (SystemCommand.find(program) == null) {
                return none("there is no program '" + program + "' (of the packages iproute2 and util-linux)");
            }
        }
        if (!Files.isReadable(TUN) || !Files.isWritable(TUN)) {
            return none("there is no " + TUN + " that this user may open");
        }
        String name = Namespaces.prefix() + "trial";
        List<String> trial = List.of("sh", "-c", TRIAL, "longhaul-trial", name);
        SystemCommand.Ending direct = SystemCommand.end(trial, "");
        if (direct.code() == 0) {
            return new LabAbility(Way.DIRECT, "this process may make network namespaces");
        }
        SystemCommand.Ending inside = SystemCommand.end(UserNamespace.command(trial), "");
        if (inside.code() == 0) {
            return new LabAbility(
                    Way.USER_NAMESPACE, "an ordinary user may make network namespaces in a user namespace");
        }
        return none(
                "this user may make no network namespaces (" + first(direct) + ") and no user namespaces with them ("
                        + first(inside) + "); root may, or any user where user.max_user_namespaces and"
                        + " kernel.unprivileged_userns_clone are not 0 and no security module forbids it");
    }

    private static LabAbility none(String reason) {
        return new LabAbility(Way.NONE, "No laboratory: " + reason + ".");
    }

    private static String first(SystemCommand.Ending ending) {
        return ending.output().lines().findFirst().orElse("ended with " + ending.code());
    }
}
