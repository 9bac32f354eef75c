<?php
// The story of examples/c/report_story.c:   php report_story.php PACK ACTS DATABASE
declare(strict_types=1);
require __DIR__ . '/thoihan.php';

[, $path, $acts, $database] = $argv;
$t = new Thoihan();
$tho = $t->tho;
$nts = $tho->THO_NTS;

$version = $tho->THO_VERSION_MAJOR * 1000000 + $tho->THO_VERSION_MINOR * 1000 + $tho->THO_VERSION_PATCH;
$t->call('tho_version_check', $version);
$pack = $t->made('tho_pack*', 'tho_pack_open', $path, $nts);
echo $tho->tho_pack_id($pack, null), ', ', $tho->tho_pack_version($pack, null), "\n";

$received = $t->time('2024-04-26T16:00');
$due = $t->due($pack, 'forward', null, $received);
echo 'forward: due ', $t->format('tho_time_format', $due->due), ', late from ',
    $t->format('tho_time_format', $due->late_from), "\n";
echo $t->text('tho_duty_explain', $pack, 'forward', $nts, null, 0, $received, $tho->THO_LANGUAGE_EN), "\n";

$store = $t->made('tho_store*', 'tho_store_open', $database, $nts, $tho->THO_STORE_CREATE);
$t->call('tho_store_use_pack', $store, $pack);
foreach (file($acts, FILE_IGNORE_NEW_LINES) as $act) {
    try {
        echo $t->text('tho_store_apply', $store, $act, $nts), "\n";
    } catch (ThoihanError $problem) {
        echo $problem->getMessage(), "\n";
    }
}

echo "late:\n", $t->text('tho_store_tick', $store, $t->time('2024-05-08T08:00'));

$tho->tho_store_close($store);
$tho->tho_pack_release($pack);
