//! The cluster that all tests share.

use local_postgres::test;

#[test]
fn many_threads_get_one_cluster() {
    let port = || test::cluster().unwrap().port();
    let threads: Vec<_> = (0..4).map(|_| std::thread::spawn(port)).collect();
    let ports: Vec<u16> = threads.into_iter().map(|thread| thread.join().unwrap()).collect();
    assert!(ports.windows(2).all(|pair| pair[0] == pair[1]), "{ports:?}");
    let shown = test::cluster().unwrap().sql("postgres", "show max_connections").unwrap();
    assert_eq!(shown, "300");
    assert!(test::cluster_url().unwrap().starts_with("postgres://"));
}
