package org.longhaul.study.serve;

import com.google.common.collect.ImmutableSet;
import com.sun.net.httpserver.Headers;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who may ask, and in what form. A name that another site has made point to this machine (DNS rebinding) comes with that name in
 * {@code Host}; a page of another site that asks comes with its own {@code Origin}. Both are refused.
 */
final class RequestGuard {
    /** Far more than a setting takes. */
    static final int LARGEST_BODY = 64 * 1024;

    private static final int LONGEST_TARGET = 2048;

    private final Set<String> hosts;

    /**
     * A guard.
     *
     * @param names by which the page may be called, without the port
     */
    RequestGuard(List<String> names, int port) {
        ImmutableSet.Builder<String> allowed = ImmutableSet.builder();
        for (String name : names) {
            String host = name.contains(":") && !name.startsWith("[") ? "[" + name + "]" : name;
            allowed.add(host.toLowerCase(Locale.ROOT) + ":" + port);
            if (port == 80) {
                allowed.add(host.toLowerCase(Locale.ROOT));
            }
        }
        hosts = allowed.build();
    }

    /** @throws RequestRefused if the request comes from elsewhere or has a form that none of the page's has */
    void check(String method, String target, Headers headers) {
        String host = only(headers, "Host");
        if (host == null || !hosts.contains(host.toLowerCase(Locale.ROOT))) {
            throw new RequestRefused(
                    RequestRefused.MISDIRECTED,
                    "This page answers to " + String.join(", ", hosts) + " alone, not to the host of this request.");
        }
        String origin = only(headers, "Origin");
        if (origin != null && !isOwn(origin)) {
            throw new RequestRefused(RequestRefused.FORBIDDEN, "A page of another origin may not ask here.");
        }
        String site = only(headers, "Sec-Fetch-Site");
        boolean isOpened = method.equals("GET") && "navigate".equals(only(headers, "Sec-Fetch-Mode"));
        if (site != null && !site.equals("same-origin") && !site.equals("none") && !isOpened) {
            throw new RequestRefused(RequestRefused.FORBIDDEN, "A page of another site may not ask here.");
        }
        if (target.length() > LONGEST_TARGET) {
            throw new RequestRefused(414, "The address is longer than " + LONGEST_TARGET + " characters.");
        }
    }

    /** @throws RequestRefused unless the body is announced as JSON of a size that is taken */
    void checkBody(Headers headers) {
        String type = only(headers, "Content-Type");
        String media = type == null ? "" : type.replaceFirst(";.*", "").strip().toLowerCase(Locale.ROOT);
        if (!media.equals("application/json")) {
            throw new RequestRefused(RequestRefused.WRONG_TYPE, "The body must be application/json.");
        }
        String length = only(headers, "Content-Length");
        if (length != null && !length.matches("\\d{1,9}")) {
            throw new RequestRefused(RequestRefused.TOO_LARGE, tooLarge());
        }
        if (length != null && Integer.parseInt(length) > LARGEST_BODY) {
            throw new RequestRefused(RequestRefused.TOO_LARGE, tooLarge());
        }
    }

    static String tooLarge() {
        return "The body is larger than " + LARGEST_BODY + " bytes.";
    }

    private boolean isOwn(String origin) {
        String scheme = "http://";
        return origin.startsWith(scheme)
                && hosts.contains(origin.substring(scheme.length()).toLowerCase(Locale.ROOT));
    }

    /** The value of a header; null where there is none. @throws RequestRefused if there are two */
    private static @Nullable String only(Headers headers, String name) {
        List<String> values = headers.get(name);
        if (values == null || values.isEmpty()) {
            return null;
        }
        if (values.size() > 1) {
            throw new RequestRefused(RequestRefused.BAD_REQUEST, "The header " + name + " comes twice.");
        }
        return values.get(0);
    }
}
