package org.longhaul.scenario.claim;

import com.google.common.hash.Hasher;
import com.google.common.hash.Hashing;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * A digest of the code on the class path, of the networks, prices and devices that it ships with and of the Java that runs it: equal
 * digests compute equal figures.
 */
final class ProgramDigest {
    private static final String CODE = ".class";
    private static final List<String> DATA =
            List.of("org/longhaul/topology/", "org/longhaul/simulator/", "org/longhaul/training/");

    private ProgramDigest() {}

    /** The digest of this program, 64 hexadecimal digits; the same wherever its files lie. */
    static String ofThisProgram() throws IOException {
        return of(System.getProperty("java.class.path"));
    }

    /** The digest of what is on a class path. */
    static String of(String classPath) throws IOException {
        Hasher hasher = Hashing.sha256().newHasher();
        hasher.putString(Runtime.version().toString(), StandardCharsets.UTF_8);
        for (String entry : classPath.split(File.pathSeparator, -1)) {
            Path path = Path.of(entry);
            if (Files.isDirectory(path)) {
                folder(hasher, path);
            } else if (Files.isRegularFile(path)) {
                jar(hasher, path);
            }
        }
        return hasher.hash().toString();
    }

    private static void folder(Hasher hasher, Path folder) throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.walk(folder)) {
            files = all.filter(Files::isRegularFile)
                    .filter(file -> counts(name(folder, file)))
                    .sorted()
                    .toList();
        }
        for (Path file : files) {
            hasher.putString(name(folder, file), StandardCharsets.UTF_8);
            hasher.putBytes(Files.readAllBytes(file));
        }
    }

    private static String name(Path folder, Path file) {
        return folder.relativize(file).toString().replace(File.separatorChar, '/');
    }

    private static boolean counts(String name) {
        return name.endsWith(CODE) || DATA.stream().anyMatch(name::startsWith);
    }

    /** By the checksums that stand in it; what is not ours and no code, such as a native library, by the name of the jar. */
    private static void jar(Hasher hasher, Path jar) throws IOException {
        hasher.putString(String.valueOf(jar.getFileName()), StandardCharsets.UTF_8);
        try (ZipFile file = new ZipFile(jar.toFile())) {
            List<? extends ZipEntry> entries = file.stream()
                    .filter(entry -> !entry.isDirectory() && counts(entry.getName()))
                    .toList();
            for (ZipEntry entry : entries) {
                hasher.putString(entry.getName(), StandardCharsets.UTF_8);
                hasher.putLong(entry.getCrc());
            }
        }
    }
}
