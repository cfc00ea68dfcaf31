package org.longhaul.scenario.file;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Reads a YAML 1.2 file into a tree. Refuses, with one clear message, what cannot be a scenario: a directory, a file over
 * 1 MB (checked before reading), bytes that are not UTF-8, an empty document, several documents, tabs as indentation,
 * duplicate keys, nesting deeper than 50, and aliases that expand beyond 100,000 nodes.
 */
public final class YamlReader {
    static final long MAX_BYTES = 1_000_000;

    private YamlReader() {}

    /** Reads the document of a file. @throws InvalidFileException saying what is wrong and where */
    public static YamlDocument read(Path file) {
        String name = file.toString();
        try {
            if (Files.isDirectory(file)) {
                throw whole(name, "is a directory", "a scenario file such as two-datacenters.yaml");
            }
            long size = Files.size(file);
            if (size > MAX_BYTES) {
                throw whole(name, "has " + size + " bytes", "at most " + MAX_BYTES + " bytes");
            }
            byte[] bytes;
            // Devices and pipes say that they are empty and may never end.
            try (InputStream in = Files.newInputStream(file)) {
                bytes = in.readNBytes(Math.toIntExact(MAX_BYTES) + 1);
            }
            if (bytes.length > MAX_BYTES) {
                throw whole(name, "goes on beyond " + MAX_BYTES + " bytes", "at most " + MAX_BYTES + " bytes");
            }
            return parse(name, decode(name, bytes));
        } catch (NoSuchFileException e) {
            throw whole(name, "no such file", null);
        } catch (IOException e) {
            throw whole(name, "cannot be read: " + e.getMessage(), null);
        }
    }

    /** Parses text; {@code name} stands for the file in messages. */
    public static YamlDocument parse(String name, String text) {
        if (text.isBlank()) {
            throw whole(name, "is empty", "a YAML document with the sections of a scenario");
        }
        return new YamlDocument(name, text, new YamlTreeBuilder(name).build(text));
    }

    private static String decode(String name, byte[] bytes) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(buffer)
                    .toString();
        } catch (CharacterCodingException e) {
            int line = 1;
            for (int i = 0; i < buffer.position(); i++) {
                line += bytes[i] == '\n' ? 1 : 0;
            }
            int found = bytes[buffer.position()] & 0xff;
            String message = String.format(Locale.ROOT, "byte 0x%02x is not UTF-8", found);
            throw new InvalidFileException(List.of(new Problem(name, line, 1, "", message, "UTF-8 text", null)));
        }
    }

    private static InvalidFileException whole(String name, String message, @Nullable String allowed) {
        return new InvalidFileException(new Problem(name, 0, 0, "", message, allowed, null));
    }
}
