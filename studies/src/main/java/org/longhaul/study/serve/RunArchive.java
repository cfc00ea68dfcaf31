package org.longhaul.study.serve;

import com.google.common.collect.ImmutableList;
import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.longhaul.analysis.record.Checksum;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * A recorded run in one file: what a replay reads of its directory, as a zip. Those that come with the program are such files;
 * {@code runs/record.sh} makes them.
 */
final class RunArchive {
    /** Names of those that come with the program, in the order of their sync periods. */
    static final List<String> SHIPPED = ImmutableList.of("every-4", "every-16", "every-32");

    private static final String MANIFEST = "manifest.json";
    private static final List<String> KEPT = ImmutableList.of(MANIFEST, "scenario.yaml", "units", "inputs");
    private static final long MOST_BYTES = 1L << 30;
    private static final int MOST_FILES = 100_000;

    private RunArchive() {}

    /** Reads one that comes with the program. */
    static PageRun shipped(String name) throws IOException {
        try (InputStream in = new ByteArrayInputStream(PageFiles.resource("runs/" + name + ".zip"))) {
            return read(name, in, true);
        }
    }

    /** Reads a run out of an archive. @throws IOException if it is none */
    static PageRun read(String id, InputStream archive, boolean shipped) throws IOException {
        Path directory = Files.createTempDirectory("longhaul-page");
        try {
            unpack(archive, directory);
            if (!Files.isRegularFile(directory.resolve(MANIFEST))) {
                throw new IOException("no archive of a run: it holds no " + MANIFEST
                        + "; allowed: run directories, and archives that 'longhaul serve RUN --pack DIR' wrote");
            }
            return PageRun.read(id, directory, shipped);
        } finally {
            // A run is read once; what it was read from is not needed again.
            MoreFiles.deleteRecursively(directory, RecursiveDeleteOption.ALLOW_INSECURE);
        }
    }

    static void unpack(InputStream archive, Path directory) throws IOException {
        long left = MOST_BYTES;
        int files = 0;
        try (ZipInputStream in = new ZipInputStream(archive)) {
            for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                Path file = directory.resolve(entry.getName()).normalize();
                if (!file.startsWith(directory)) {
                    throw new IOException("The archive names a file outside of itself: " + entry.getName());
                }
                if (entry.isDirectory()) {
                    continue;
                }
                Files.createDirectories(file.getParent());
                byte[] content = in.readNBytes((int) Math.min(left + 1, Integer.MAX_VALUE - 8));
                left -= content.length;
                if (left < 0 || ++files > MOST_FILES) {
                    throw new IOException("The archive holds more than a run does: " + MOST_BYTES + " bytes or "
                            + MOST_FILES + " files.");
                }
                Files.write(file, content);
            }
        }
    }

    /** Writes a run as an archive, without what only the machine that trained it needs: paths of its folders. */
    static void write(Path run, Path archive) throws IOException {
        try (OutputStream file = Files.newOutputStream(archive);
                ZipOutputStream out = new ZipOutputStream(file, StandardCharsets.UTF_8)) {
            for (String kept : KEPT) {
                if (!Files.exists(run.resolve(kept))) {
                    continue;
                }
                try (Stream<Path> files = Files.walk(run.resolve(kept))) {
                    for (Path each : (Iterable<Path>) files.sorted()::iterator) {
                        String name = run.relativize(each).toString().replace('\\', '/');
                        if (Files.isRegularFile(each) && !name.contains("checkpoint")) {
                            ZipEntry entry = new ZipEntry(name);
                            entry.setTime(0);
                            out.putNextEntry(entry);
                            out.write(name.equals(MANIFEST) ? withoutPaths(each) : Files.readAllBytes(each));
                            out.closeEntry();
                        }
                    }
                }
            }
        }
    }

    private static byte[] withoutPaths(Path manifest) throws IOException {
        JsonMapper json = JsonMapper.builder().build();
        try {
            JsonNode tree = json.readTree(Checksum.unseal(Files.readAllBytes(manifest)));
            if (!(tree instanceof ObjectNode object)) {
                throw new IOException(manifest + " is no manifest of a run.");
            }
            object.put(
                    "scenarioFile",
                    Path.of(object.path("scenarioFile").asString("")).getFileName() + "");
            object.put("runs", "runs");
            return Checksum.seal(json.writerWithDefaultPrettyPrinter().writeValueAsBytes(object));
        } catch (JacksonException | IllegalArgumentException e) {
            throw new IOException(manifest + " is no manifest of a run: " + e.getMessage(), e);
        }
    }
}
