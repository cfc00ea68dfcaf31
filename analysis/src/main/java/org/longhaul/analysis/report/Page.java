package org.longhaul.analysis.report;

import com.google.common.hash.Hashing;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The page's resources, and the filling of its places. */
final class Page {

    private static final Pattern PLACE = Pattern.compile("\\{\\{([a-z-]+)}}");

    private Page() {}

    /**
     * Returns the template with every {@code {{name}}} replaced.
     *
     * @throws IllegalStateException when a place has no content or a content no place
     */
    static String fill(String template, Map<String, String> contents) {
        Matcher places = PLACE.matcher(template);
        StringBuilder page = new StringBuilder(template.length() * 2);
        Set<String> filled = new HashSet<>();
        while (places.find()) {
            String content = contents.get(places.group(1));
            if (content == null) {
                throw new IllegalStateException("The page has a place '" + places.group(1) + "' without content.");
            }
            places.appendReplacement(page, Matcher.quoteReplacement(content));
            filled.add(places.group(1));
        }
        for (String name : contents.keySet()) {
            if (!filled.contains(name)) {
                throw new IllegalStateException("The page has no place '" + name + "'.");
            }
        }
        return places.appendTail(page).toString();
    }

    /** Returns a resource of this package as text. */
    static String resource(String name) {
        try (InputStream in = Page.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("The resource " + name + " is missing from the program.");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the source expression that lets a content security policy run exactly this script. */
    static String integrity(String script) {
        byte[] hash =
                Hashing.sha256().hashString(script, StandardCharsets.UTF_8).asBytes();
        return "'sha256-" + Base64.getEncoder().encodeToString(hash) + "'";
    }
}
