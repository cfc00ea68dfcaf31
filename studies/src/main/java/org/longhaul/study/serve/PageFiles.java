package org.longhaul.study.serve;

import com.google.common.collect.ImmutableMap;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The files of the page. Only those that are named here exist: no path of a request is ever looked up on a disk. */
final class PageFiles {
    private static final String SCRIPT = "text/javascript; charset=utf-8";

    /** One file of the page. */
    @SuppressWarnings("ArrayRecordComponent") // compared by nobody
    record PageFile(String type, byte[] content) {}

    private static final Map<String, String> TYPES = ImmutableMap.<String, String>builder()
            .put("page.html", "text/html; charset=utf-8")
            .put("page.css", "text/css; charset=utf-8")
            .put("icon.svg", "image/svg+xml")
            .put("lessons.json", "application/json")
            .put("main.js", SCRIPT)
            .put("state.js", SCRIPT)
            .put("server.js", SCRIPT)
            .put("quantities.js", SCRIPT)
            .put("controls.js", SCRIPT)
            .put("curves.js", SCRIPT)
            .put("figures.js", SCRIPT)
            .put("topology.js", SCRIPT)
            .put("gantt.js", SCRIPT)
            .put("lessons.js", SCRIPT)
            .put("packets.js", SCRIPT)
            .put("drawing.js", SCRIPT)
            .build();

    private final Map<String, PageFile> files;

    private PageFiles(Map<String, PageFile> files) {
        this.files = files;
    }

    /** Reads them all. */
    static PageFiles load() {
        ImmutableMap.Builder<String, PageFile> files = ImmutableMap.builder();
        TYPES.forEach((name, type) -> files.put("/" + name, new PageFile(type, resource(name))));
        files.put("/", new PageFile(String.valueOf(TYPES.get("page.html")), resource("page.html")));
        return new PageFiles(files.build());
    }

    /** The file at a path; null if there is none. */
    @Nullable
    PageFile at(String path) {
        return files.get(path);
    }

    static byte[] resource(String name) {
        try (InputStream in = PageFiles.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("The resource " + name + " is missing from the program.");
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
