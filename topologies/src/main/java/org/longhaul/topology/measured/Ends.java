package org.longhaul.topology.measured;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.longhaul.extension.Spelling;
import org.longhaul.topology.format.TopologyFormatException;

/**
 * Between which hosts a file's measurement was: as it was said, else by the file's name, {@code FROM--TO.json}, else by the
 * addresses in it.
 */
final class Ends {
    private static final Pattern FILE_NAME = Pattern.compile("(.+?)--(?!-)([^.]+).*");
    private static final Pattern WITH_DOTS = Pattern.compile("[^.]*\\..*--.*|.+--\\d+(?:\\.\\d+){3}\\b.*");
    private static final Pattern ADDRESS = Pattern.compile("[0-9.]+|[0-9a-fA-F:]*:[0-9a-fA-F:.%]*.*");

    private final String file;
    private final Map<String, String> hostOf;
    private final @Nullable String from;
    private final @Nullable String to;
    /** The host on which the last measurement that was asked for ran. */
    private @Nullable String last;

    /**
     * The ends of one file.
     *
     * @param file as it was given
     * @param stated {@code FROM--TO} or {@code FROM}, or null
     * @param hostOf hosts by their addresses
     */
    Ends(String file, @Nullable String stated, Map<String, String> hostOf) {
        this.file = file;
        this.hostOf = new LinkedHashMap<>(hostOf);
        String name = Words.name(file);
        if (stated != null) {
            int gap = stated.indexOf("--");
            this.from = gap < 0 ? stated : stated.substring(0, gap);
            this.to = gap < 0 ? null : stated.substring(gap + 2);
            if (from.isBlank() || (to != null && (to.isBlank() || to.contains("--")))) {
                throw refuse(0, "\"" + Spelling.excerpt(stated) + "\" names no two hosts; allowed: FROM--TO=FILE");
            }
            return;
        }
        Matcher named = FILE_NAME.matcher(name);
        boolean isNamed = named.matches();
        if (isNamed && WITH_DOTS.matcher(name).matches()) {
            throw refuse(
                    0,
                    "the file's name has a host with a dot, and in it a host's name ends at the first dot; allowed: FROM--TO="
                            + "FILE, or hosts without dots");
        }
        this.from = isNamed ? named.group(1) : null;
        this.to = isNamed ? named.group(2) : null;
    }

    /**
     * The host that measured.
     *
     * @param found what the file calls it: names or addresses, the surest first; null where it says none
     */
    String from(int line, @Nullable String... found) {
        String known = from != null ? from : found(line, "the host on which it ran", found);
        last = known;
        return known;
    }

    /** The host that it measured to; to be asked for after the one that measured. */
    String to(int line, @Nullable String... found) {
        String known = to != null ? to : found(line, "the host to which it went", found);
        if (known.equals(last)) {
            throw refuse(line, "measures from " + known + " to itself; allowed: two hosts");
        }
        for (String each : found) {
            String other = each == null ? null : hostOf.get(each);
            if (other != null && !other.equals(known)) {
                throw refuse(
                        line,
                        "\"" + Spelling.excerpt(String.valueOf(each)) + "\" is " + other
                                + ", but the measurement is said to be to " + known + "; allowed: the same host");
            }
        }
        return known;
    }

    private String found(int line, String what, @Nullable String... names) {
        for (String name : names) {
            if (name != null && hostOf.containsKey(name)) {
                return hostOf.getOrDefault(name, name);
            }
        }
        String unnamed = null;
        for (String name : names) {
            if (name != null && !ADDRESS.matcher(name).matches()) {
                return name;
            }
            unnamed = unnamed == null ? name : unnamed;
        }
        throw refuse(
                line,
                what + (unnamed == null ? " is not named" : ", " + Spelling.excerpt(unnamed) + ", has no name")
                        + "; allowed: a file called FROM--TO.json or FROM--TO.txt, FROM--TO=FILE"
                        + (unnamed == null ? "" : ", or --name " + Spelling.excerpt(unnamed) + "=HOST"));
    }

    private TopologyFormatException refuse(int line, String problem) {
        return new TopologyFormatException(file, line, "", problem, null);
    }
}
