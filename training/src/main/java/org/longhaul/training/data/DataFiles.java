package org.longhaul.training.data;

import com.github.luben.zstd.ZstdInputStream;
import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/** The files behind a path of the user, and their content with gzip and zstd undone. */
public final class DataFiles {
    private static final int BUFFER_BYTES = 1 << 16;

    private DataFiles() {}

    /**
     * The file itself, or the files of a folder (not of folders inside it) with one of the endings, sorted by name.
     *
     * @param corpus id of the corpus, for messages
     * @param endings lower-case endings of file names; {@code .gz} and {@code .zst} after them are allowed too
     * @param layout what the user should have there
     */
    static List<Path> resolve(String corpus, Path start, List<String> endings, String layout) {
        if (!Files.exists(start)) {
            throw new DataException("corpus " + corpus + ": path \"" + start + "\" does not exist\nExpected " + layout);
        }
        if (Files.isRegularFile(start)) {
            return List.of(requireReadable(corpus, start));
        }
        if (!Files.isDirectory(start)) {
            throw new DataException("corpus " + corpus + ": path \"" + start
                    + "\" is neither a file nor a folder (a device or a pipe has no end)\nExpected " + layout);
        }
        try (Stream<Path> entries = Files.list(start)) {
            List<Path> files = entries.filter(file ->
                            Files.isRegularFile(file) && endings.stream().anyMatch(plainName(file)::endsWith))
                    .sorted()
                    .toList();
            if (files.isEmpty()) {
                throw new DataException("corpus " + corpus + ": folder \"" + start + "\" has no file that ends in "
                        + String.join(", ", endings) + "\nExpected " + layout);
            }
            files.forEach(file -> requireReadable(corpus, file));
            return files;
        } catch (IOException e) {
            throw new DataException("corpus " + corpus + ": folder \"" + start + "\" cannot be listed: " + e);
        }
    }

    private static Path requireReadable(String corpus, Path file) {
        if (!Files.isReadable(file)) {
            throw new DataException("corpus " + corpus + ": file \"" + file + "\" cannot be read: no permission");
        }
        return file;
    }

    /** The name in lower case without a compression ending. */
    static String plainName(Path file) {
        String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
        return name.endsWith(".gz")
                ? name.substring(0, name.length() - 3)
                : name.endsWith(".zst") ? name.substring(0, name.length() - 4) : name;
    }

    /** The name without any ending: the domain of a file. */
    static String domain(Path file) {
        String name = plainName(file);
        int dot = name.lastIndexOf('.');
        return dot > 0 ? name.substring(0, dot) : name;
    }

    static List<String> domains(List<Path> files) {
        return files.stream().map(DataFiles::domain).toList();
    }

    /** Text of a file, of which no line may be longer than {@link LineLimit#longest()} bytes. */
    public static BufferedReader text(Path file) throws IOException {
        return new BufferedReader(
                new InputStreamReader(new LineLimit(open(file), file, LineLimit.longest()), StandardCharsets.UTF_8),
                BUFFER_BYTES);
    }

    /** Bytes of a file, with gzip and zstd undone. */
    public static InputStream open(Path file) throws IOException {
        return expanded(Files.newInputStream(file), file);
    }

    /** Content as the ending of the file's name says. */
    static InputStream expanded(InputStream stored, Path file) throws IOException {
        String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
        InputStream raw = new BufferedInputStream(stored, BUFFER_BYTES);
        try {
            if (!name.endsWith(".gz") && !name.endsWith(".zst")) {
                return raw;
            }
            ExpansionLimit.Stored counted = new ExpansionLimit.Stored(raw);
            InputStream expanded = name.endsWith(".gz") ? new GZIPInputStream(counted) : new ZstdInputStream(counted);
            return new BufferedInputStream(new ExpansionLimit(expanded, counted, file), BUFFER_BYTES);
        } catch (IOException e) {
            raw.close();
            throw new DataException("file \"" + file + "\" is not what its ending says: " + e.getMessage());
        }
    }
}
