package io.berth.engine.result;

import java.util.List;

/**
 * What reading back showed.
 *
 * @param blocks checked
 * @param bad whose header or checksum was wrong
 * @param firstBad a line for each of the first few: file, offset, expected and found
 */
public record VerifyFigures(long blocks, long bad, List<String> firstBad) {}
