package io.berth.results;

/**
 * A file of an image.
 *
 * @param role {@code active}, {@code backing 1} (the base) and up, {@code extent} (vmdk), {@code
 *     data_file} (qcow2), {@code device}
 * @param apparentBytes its length
 * @param allocatedBytes blocks allocated on the host, when the measurement starts
 */
public record ImageFile(String role, String path, long apparentBytes, long allocatedBytes) {}
